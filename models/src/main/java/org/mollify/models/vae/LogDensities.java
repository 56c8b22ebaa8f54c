package org.mollify.models.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.mollify.models.block.Pass;

/** Sums and normal log-densities over the last axis of {@code [N, K, d]}. */
final class LogDensities {

  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  private LogDensities() {}

  /**
   * The sum over the last axis, in double outside training: thousands of terms in single precision
   * would cost digits of a score.
   */
  static NDArray summed(Pass pass, NDArray terms) {
    NDArray typed = pass.training() ? terms : terms.toType(DataType.FLOAT64, false);
    return typed.sum(new int[] {terms.getShape().dimension() - 1});
  }

  /** {@code factor x}, safe to differentiate through in either precision. */
  static NDArray scaled(NDArray x, double factor) {
    NDArray number = x.getManager().create(factor);
    return x.mul(number.toType(x.getDataType(), false));
  }

  /** {@code x + term}, in the precision of x. */
  static NDArray shifted(NDArray x, double term) {
    NDArray number = x.getManager().create(term);
    return x.add(number.toType(x.getDataType(), false));
  }

  /** {@code log N(z; 0, I)}, {@code [N, K]}. */
  static NDArray standardNormal(Pass pass, NDArray z) {
    long dimensions = z.getShape().get(2);
    return shifted(scaled(summed(pass, z.square()), -0.5), -0.5 * dimensions * LOG_TWO_PI);
  }

  /** {@code log N(m + s eps; m, s^2)} for the log of s, {@code [N, 1, d]}: {@code [N, K]}. */
  static NDArray normal(Pass pass, NDArray eps, NDArray logSigma) {
    return standardNormal(pass, eps).sub(summed(pass, logSigma));
  }

  /** {@code log (1/K) sum_k exp w_k} over the last axis, {@code [N, K] -> [N]}. */
  static NDArray logMeanExp(NDArray w) {
    long samples = w.getShape().get(1);
    NDArray largest = w.max(new int[] {1}, true).stopGradient();
    NDArray sum = w.sub(largest).exp().sum(new int[] {1});
    return shifted(sum.log().add(largest.squeeze(1)), -Math.log(samples));
  }
}
