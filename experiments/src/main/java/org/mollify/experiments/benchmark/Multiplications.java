package org.mollify.experiments.benchmark;

import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.nio.FloatBuffer;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.Node;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.Value;
import org.mollify.models.density.DensityModel;

/**
 * Multiplications that one row takes in the matrix products of a flow. Each counts as two floating
 * point operations; activations, exponentials and sums are not counted.
 *
 * @param dense with every weight matrix of the model as a full product: what a masked network costs
 *     whoever multiplies by its zeros too
 * @param nonZero by weights that are not zero
 * @param performed what the graph multiplies
 */
record Multiplications(long dense, long nonZero, long performed) {

  /**
   * Counts.
   *
   * @param model an initialised model
   * @param graph a graph of it
   */
  static Multiplications of(DensityModel model, Graph graph) {
    long dense =
        model.getParameters().stream()
            .map(Pair::getValue)
            .filter(parameter -> parameter.getType() == Parameter.Type.WEIGHT)
            .mapToLong(parameter -> parameter.getArray().size())
            .sum();
    long nonZero = 0;
    long performed = 0;
    for (Node node : graph.nodes()) {
      Constant weight = weight(node);
      if (weight != null) {
        performed += weight.type().fixedSize();
        nonZero += nonZero(weight);
      }
    }
    return new Multiplications(dense, nonZero, performed);
  }

  private static Constant weight(Node node) {
    if (node.operator() != Operator.GEMM && node.operator() != Operator.MATMUL) {
      return null;
    }
    Value right = node.inputs().get(1);
    return right instanceof Constant constant ? constant : null;
  }

  private static long nonZero(Constant weight) {
    if (weight.type().dataType() != DataType.FLOAT32) {
      throw new IllegalStateException("expected weights in single precision, got " + weight);
    }
    FloatBuffer values = weight.littleEndian().asFloatBuffer();
    long count = 0;
    while (values.hasRemaining()) {
      count += values.get() == 0 ? 0 : 1;
    }
    return count;
  }
}
