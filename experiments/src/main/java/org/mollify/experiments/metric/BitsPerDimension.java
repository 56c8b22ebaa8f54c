package org.mollify.experiments.metric;

/**
 * Bits per dimension, {@code -log p(x) / (D ln 2)}, log p in nats. For images log p is a density
 * per grey level (0..255), so no constant for a pixel scaling is to be added.
 */
public final class BitsPerDimension {

  private static final double LN_2 = Math.log(2);

  private BitsPerDimension() {}

  /**
   * One item.
   *
   * @param logLikelihood log-likelihood in nats; minus infinity gives plus infinity
   * @param dimensions D, the number of values in an item, at least 1
   * @return bits per dimension, lower is better
   * @throws IllegalArgumentException if {@code dimensions} is below 1 or the log-likelihood is NaN
   */
  public static double of(double logLikelihood, int dimensions) {
    if (dimensions < 1) {
      throw new IllegalArgumentException("dimensions must be at least 1, got " + dimensions);
    }
    if (Double.isNaN(logLikelihood)) {
      throw new IllegalArgumentException(
          "the log-likelihood is NaN; bits per dimension need a number");
    }
    return -logLikelihood / (dimensions * LN_2);
  }

  /**
   * The mean over items.
   *
   * @param logLikelihoods log-likelihood of each item in nats, at least one
   * @param dimensions D, the number of values in an item, at least 1
   * @return mean bits per dimension
   * @throws IllegalArgumentException if there are no items, or as {@link #of(double, int)}
   */
  public static double mean(double[] logLikelihoods, int dimensions) {
    if (logLikelihoods.length == 0) {
      throw new IllegalArgumentException(
          "mean bits per dimension need at least one log-likelihood, got none");
    }
    double sum = 0;
    for (double logLikelihood : logLikelihoods) {
      sum += of(logLikelihood, dimensions);
    }
    return sum / logLikelihoods.length;
  }
}
