package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.exporter.graph.Value;

/**
 * Turns a computation on DJL arrays into a graph by running it once on tracing arrays. An operation
 * is recorded if an operand depends on a graph input and computed through the engine if none does,
 * so everything that holds for all inputs (inverse matrices, masked weights, log-determinants of
 * constant layers) ends up as a constant. Batch axes are -1 in every traced shape.
 */
public final class Tracer {

  private Tracer() {}

  /**
   * Traces a computation.
   *
   * @param manager a manager of the engine that computes constants; what is made for the trace
   *     lives in a sub-manager and is freed before this method returns
   * @param inputs the graph inputs; -1 stands for the batch axis
   * @param computation what to trace
   * @throws UntraceableException if the computation does something that a graph cannot hold
   * @throws IllegalArgumentException if inputs or outputs are ill-named or an output is constant
   */
  public static Graph trace(NDManager manager, List<GraphInput> inputs, Traceable computation) {
    return trace(manager, inputs, TransposedConvolutionForm.DEFAULT, computation);
  }

  /**
   * Traces a computation with transposed convolutions in a chosen form.
   *
   * @param manager as above
   * @param inputs as above
   * @param transposed how transposed convolutions are recorded
   * @param computation what to trace
   * @throws UntraceableException as above, and for a transposed convolution that cannot be composed
   *     where {@link TransposedConvolutionForm#COMPOSED} is asked for
   * @throws IllegalArgumentException as above
   */
  public static Graph trace(
      NDManager manager,
      List<GraphInput> inputs,
      TransposedConvolutionForm transposed,
      Traceable computation) {
    try (NDManager owner = manager.newSubManager()) {
      Trace trace = new Trace(owner, transposed);
      NDList arrays = new NDList();
      for (GraphInput input : inputs) {
        NDArray array = trace.input(input);
        array.setName(input.name());
        arrays.add(array);
      }
      Map<String, Value> outputs = new LinkedHashMap<>();
      computation
          .run(new TracingContext(trace, arrays))
          .forEach((name, array) -> outputs.put(name, trace.value(array)));
      return trace.graph().build(outputs);
    }
  }

  /**
   * Traces the forward pass of a block in inference mode.
   *
   * @param outputNames a name for each array the block returns
   * @throws UntraceableException if the block does something that a graph cannot hold
   * @throws IllegalArgumentException if the number of names is not the number of outputs
   */
  public static Graph trace(
      NDManager manager, List<GraphInput> inputs, Block block, List<String> outputNames) {
    return trace(
        manager,
        inputs,
        context -> {
          NDList results = block.forward(context.parameters(), context.inputs(), false);
          if (results.size() != outputNames.size()) {
            throw new IllegalArgumentException(
                "the block returns "
                    + results.size()
                    + " arrays, but the names are "
                    + outputNames);
          }
          LinkedHashMap<String, NDArray> outputs = new LinkedHashMap<>();
          for (int i = 0; i < results.size(); i++) {
            outputs.put(outputNames.get(i), results.get(i));
          }
          return outputs;
        });
  }
}
