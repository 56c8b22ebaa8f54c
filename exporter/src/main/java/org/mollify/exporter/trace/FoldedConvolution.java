package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.Node;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.Result;
import org.mollify.exporter.graph.Value;

/**
 * A convolution, transposed or not, that computes what a batch normalisation makes of another one:
 * for the scale {@code s = gamma / sqrt(var + eps)} of an output channel, its weights are {@code s
 * w} and its bias {@code s (b - mean) + beta}, in double until they are rounded once.
 *
 * @param operator the operator of the convolution
 * @param operands its input, weights and bias
 * @param attributes its attributes
 */
record FoldedConvolution(Operator operator, List<Value> operands, Attribute[] attributes) {

  /**
   * Folds a normalisation over the channel axis.
   *
   * @param trace the trace
   * @param x what is normalised
   * @param statistics scale gamma, shift beta, mean and variance of each channel
   * @param eps what is added to the variance
   * @return nothing if x is no convolution, or if something depends on a graph input
   */
  static Optional<FoldedConvolution> of(Trace trace, Value x, List<Value> statistics, float eps) {
    if (!(x instanceof Result result) || !foldable(result.node())) {
      return Optional.empty();
    }
    Node node = result.node();
    List<Value> known = node.inputs().subList(1, node.inputs().size());
    if (!known.stream().allMatch(Constant.class::isInstance)
        || !statistics.stream().allMatch(Constant.class::isInstance)) {
      return Optional.empty();
    }
    DataType type = x.type().dataType();
    boolean transposed = node.operator() == Operator.CONV_TRANSPOSE;
    try (NDManager scope = trace.owner().newSubManager()) {
      NDArray weights = doubles(trace, scope, known.get(0));
      NDArray gamma = doubles(trace, scope, statistics.get(0));
      NDArray beta = doubles(trace, scope, statistics.get(1));
      NDArray mean = doubles(trace, scope, statistics.get(2));
      NDArray scale = gamma.div(doubles(trace, scope, statistics.get(3)).add(eps).sqrt());
      NDArray bias = known.size() == 2 ? doubles(trace, scope, known.get(1)) : mean.zerosLike();
      long[] channels = new long[weights.getShape().dimension()];
      Arrays.fill(channels, 1);
      channels[transposed ? 1 : 0] = scale.size();
      NDArray scaled = weights.mul(scale.reshape(new Shape(channels)));
      NDArray shifted = bias.sub(mean).mul(scale).add(beta);
      List<Value> operands =
          List.of(
              node.inputs().get(0),
              trace.constant(scaled.toType(type, false)),
              trace.constant(shifted.toType(type, false)));
      return Optional.of(
          new FoldedConvolution(
              node.operator(), operands, node.attributes().toArray(Attribute[]::new)));
    }
  }

  /** The channels of a transposed convolution in groups are not an axis of its weights. */
  private static boolean foldable(Node node) {
    return node.operator() == Operator.CONV
        || node.operator() == Operator.CONV_TRANSPOSE
            && node.attributes().contains(Attribute.of("group", 1));
  }

  private static NDArray doubles(Trace trace, NDManager scope, Value constant) {
    NDArray array = trace.engineArray((Constant) constant);
    array.attach(scope);
    return array.toType(DataType.FLOAT64, true);
  }
}
