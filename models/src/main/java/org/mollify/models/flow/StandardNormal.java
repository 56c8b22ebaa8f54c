package org.mollify.models.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.mollify.models.block.Pass;
import org.mollify.models.block.Scalar;

/** The base density of a flow over vectors: {@code log p(z) = -|z|^2 / 2 - D log(2 pi) / 2}. */
final class StandardNormal {

  private StandardNormal() {}

  /**
   * The log-density of each item. Squares are summed in double outside training, where a sum over
   * many columns in single precision would cost digits of the score.
   *
   * @param pass the pass
   * @param z items, shape {@code [N, D]}
   * @return nats, shape {@code [N]}, float64 in evaluation
   */
  static NDArray logDensity(Pass pass, NDArray z) {
    NDArray terms = pass.training() ? z : z.toType(DataType.FLOAT64, false);
    long dimensions = z.getShape().get(1);
    float normaliser = (float) (-0.5 * dimensions * Math.log(2 * Math.PI));
    NDArray sum = Scalar.multiply(terms.square().sum(new int[] {1}), -0.5f);
    return pass.training()
        ? sum.add(normaliser)
        : sum.add(-0.5 * dimensions * Math.log(2 * Math.PI));
  }
}
