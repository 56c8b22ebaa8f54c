package org.mollify.exporter.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.GraphBuilder;
import org.mollify.exporter.graph.Node;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.Result;
import org.mollify.exporter.graph.Value;

/**
 * Merges affine maps of channels with the convolutions beside them, whose weights and biases take
 * them up in double: an ActNorm with the invertible convolution after it, or what follows a
 * convolution on the way back. A map in front of a convolution is merged where the convolution does
 * not pad; one behind it where nothing else reads the convolution.
 */
public final class ChannelAffineMerge {

  private final Graph graph;
  private final GraphBuilder builder = new GraphBuilder();
  private final Map<Value, Value> renewed = new IdentityHashMap<>();
  private final Map<Value, Integer> readers = new IdentityHashMap<>();
  private final Map<Value, ConvolutionWeights> weights = new HashMap<>();

  private ChannelAffineMerge(Graph graph) {
    this.graph = graph;
  }

  /**
   * Rewrites a graph.
   *
   * @param graph the graph
   * @return an equal one, up to rounding, with the same inputs and outputs
   */
  public static Graph of(Graph graph) {
    return new ChannelAffineMerge(graph).rewritten();
  }

  private Graph rewritten() {
    graph.inputs().forEach(input -> renewed.put(input, builder.input(input)));
    for (Node node : graph.nodes()) {
      node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
    }
    graph.outputs().values().forEach(value -> readers.merge(value, 1, Integer::sum));
    graph.nodes().forEach(this::renew);
    Map<String, Value> outputs = new LinkedHashMap<>();
    graph.outputs().forEach((name, value) -> outputs.put(name, renewed.get(value)));
    return builder.build(outputs);
  }

  private void renew(Node node) {
    List<Value> inputs = new ArrayList<>();
    for (Value input : node.inputs()) {
      inputs.add(input instanceof Constant ? input : renewed.get(input));
    }
    List<? extends Value> results =
        behindConvolution(node)
            .or(() -> convolutionBehind(node, inputs))
            .<List<? extends Value>>map(List::of)
            .orElseGet(
                () ->
                    builder.addAll(
                        node.operator(), inputs, node.attributes().toArray(Attribute[]::new)));
    for (int i = 0; i < results.size(); i++) {
      renewed.put(node.results().get(i), results.get(i));
    }
  }

  /** An affine map of a convolution that nothing else reads. */
  private Optional<Value> behindConvolution(Node node) {
    Optional<ChannelAffine> affine = ChannelAffine.of(node);
    if (affine.isEmpty() || readers.getOrDefault(affine.get().x(), 0) != 1) {
      return Optional.empty();
    }
    Value x = renewed.get(affine.get().x());
    if (!(x instanceof Result result) || result.node().operator() != Operator.CONV) {
      return Optional.empty();
    }
    return weights(result.node())
        .map(
            known ->
                record(result.node(), result.node().inputs().get(0), known.before(affine.get())));
  }

  /** A convolution, without padding, of affine maps. */
  private Optional<Value> convolutionBehind(Node node, List<Value> inputs) {
    if (node.operator() != Operator.CONV || !ConvolutionWeights.isUnpadded(node)) {
      return Optional.empty();
    }
    Optional<ChannelAffine> affine = chain(inputs.get(0));
    Optional<ConvolutionWeights> known = ConvolutionWeights.of(node);
    if (affine.isEmpty() || known.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(record(node, affine.get().x(), known.get().after(affine.get())));
  }

  private static Optional<ChannelAffine> chain(Value end) {
    Optional<ChannelAffine> whole = Optional.empty();
    Value at = end;
    while (at instanceof Result result) {
      Optional<ChannelAffine> before = ChannelAffine.of(result.node());
      if (before.isEmpty()) {
        break;
      }
      whole = Optional.of(whole.map(after -> after.after(before.get())).orElse(before.get()));
      at = before.get().x();
    }
    return whole;
  }

  private Optional<ConvolutionWeights> weights(Node convolution) {
    ConvolutionWeights known = weights.get(convolution.results().get(0));
    return known == null ? ConvolutionWeights.of(convolution) : Optional.of(known);
  }

  private Value record(Node like, Value x, ConvolutionWeights merged) {
    Value result =
        builder.add(
            Operator.CONV,
            List.of(x, merged.weightConstant(), merged.biasConstant()),
            like.attributes().toArray(Attribute[]::new));
    weights.put(result, merged);
    return result;
  }
}
