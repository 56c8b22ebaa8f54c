package org.mollify.models.bijection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.List;
import org.mollify.models.block.Pass;
import org.mollify.models.network.AutoregressiveNetwork;

/**
 * Solves {@code z = (x - m(x)) exp(-a(x))} for {@code x}, as a triangular system is solved by
 * blocks: the first half of the columns, then one product for each layer that carries what they
 * contribute to the second half, then the second half.
 *
 * <p>A column needs its own units of each hidden layer alone, those that depend on it and on no
 * later column. So each weight is used once: D columns cost the multiplications of a single pass,
 * where D full passes would cost D times as many, in {@code 3 (D-1)} products of matrices as large
 * as the order of the columns allows. Since no step depends on a value, the whole solution is one
 * static graph.
 */
final class ForwardSubstitution {

  private final AutoregressiveNetwork network;
  private final NDArray latent;
  private final List<NDArray> weights = new ArrayList<>();
  private final List<NDArray> biases = new ArrayList<>();

  ForwardSubstitution(AutoregressiveNetwork network, Pass pass, NDArray latent) {
    this.network = network;
    this.latent = latent;
    int last = network.layers() - 1;
    for (int layer = 0; layer <= last; layer++) {
      NDArray weight = network.weight(pass, layer, latent);
      NDArray bias = network.bias(pass, layer, latent).reshape(1, -1);
      weights.add(layer == last ? besideEachOther(weight) : weight);
      biases.add(layer == last ? besideEachOther(bias.transpose()).transpose() : bias);
    }
  }

  /** Rows {@code [m_1..m_D, a_1..a_D]} in the order {@code [m_1, a_1, .. m_D, a_D]}. */
  private NDArray besideEachOther(NDArray rows) {
    int groups = AutoregressiveNetwork.GROUPS;
    long width = rows.getShape().get(1);
    return rows.reshape(new Shape(groups, network.columns(), width))
        .transpose(1, 0, 2)
        .reshape(new Shape((long) groups * network.columns(), width));
  }

  /**
   * What is known of a range of columns.
   *
   * @param inputs for each layer what it is given: the columns, then each hidden layer's units that
   *     depend on no column after the range and on one of it; null where there is no such unit
   * @param logDeterminant {@code sum a} over the range
   */
  private record Solved(List<NDArray> inputs, NDArray logDeterminant) {}

  /** Returns the columns, and the log-determinant of this direction. */
  Transformed solve() {
    Solved all = solve(new Range(0, network.columns()), biases);
    return new Transformed(all.inputs.get(0), all.logDeterminant);
  }

  /** Columns {@code low} to {@code high - 1}. */
  private record Range(int low, int high) {}

  /**
   * Solves a range of columns.
   *
   * @param known for each layer, what bias and earlier columns contribute to the units that wait
   *     for the range; null where there is no such unit
   */
  private Solved solve(Range range, List<NDArray> known) {
    if (range.high - range.low == 1) {
      return solveOne(range, known);
    }
    int middle = (range.low + range.high) / 2;
    Range first = new Range(range.low, middle);
    Range second = new Range(middle, range.high);
    Solved left = solve(first, cut(known, range, first));
    List<NDArray> rest = cut(known, range, second);
    for (int layer = 0; layer < network.layers(); layer++) {
      rest.set(layer, carry(layer, first, left.inputs.get(layer), second, rest.get(layer)));
    }
    Solved right = solve(second, rest);
    List<NDArray> inputs = new ArrayList<>();
    for (int layer = 0; layer < network.layers(); layer++) {
      inputs.add(join(left.inputs.get(layer), right.inputs.get(layer)));
    }
    return new Solved(inputs, left.logDeterminant.add(right.logDeterminant));
  }

  /** One column: {@code x = z exp(a) + m}, and then the units that waited for it. */
  private Solved solveOne(Range column, List<NDArray> known) {
    NDArray output = known.get(network.layers() - 1);
    NDArray shift = output.get(":, 0:1");
    NDArray logScale = output.get(":, 1:2");
    NDArray z = latent.get(":, {}:{}", column.low, column.high);
    List<NDArray> inputs = new ArrayList<>();
    inputs.add(z.mul(logScale.exp()).add(shift));
    for (int layer = 0; layer < network.layers() - 1; layer++) {
      NDArray own = known.get(layer);
      NDArray sum = carry(layer, column, inputs.get(layer), column, own);
      inputs.add(own == null ? null : network.activate(sum));
    }
    return new Solved(inputs, logScale.sum(new int[] {1}));
  }

  /** Adds what a layer's inputs of one range contribute to its units of another. */
  private NDArray carry(int layer, Range from, NDArray inputs, Range to, NDArray known) {
    if (known == null || inputs == null) {
      return known;
    }
    NDArray block =
        weights
            .get(layer)
            .get(
                "{}:{}, {}:{}",
                start(layer, to.low),
                start(layer, to.high),
                start(layer - 1, from.low),
                start(layer - 1, from.high));
    return Linear.linear(inputs, block, known).singletonOrThrow();
  }

  private List<NDArray> cut(List<NDArray> known, Range whole, Range part) {
    List<NDArray> cut = new ArrayList<>();
    for (int layer = 0; layer < network.layers(); layer++) {
      int origin = start(layer, whole.low);
      int from = start(layer, part.low) - origin;
      int to = start(layer, part.high) - origin;
      cut.add(from == to ? null : known.get(layer).get(":, {}:{}", from, to));
    }
    return cut;
  }

  /** Index of the first of a layer's outputs that waits for a column or a later one. */
  private int start(int layer, int column) {
    if (layer < 0) {
      return column;
    }
    return layer == network.layers() - 1
        ? AutoregressiveNetwork.GROUPS * column
        : network.unitsBefore(layer, column);
  }

  private static NDArray join(NDArray left, NDArray right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return left.concat(right, 1);
  }
}
