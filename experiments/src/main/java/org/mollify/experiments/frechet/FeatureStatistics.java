package org.mollify.experiments.frechet;

import java.util.Arrays;

/**
 * Mean and covariance of features,
 *
 * <pre>mu = 1/n sum_i x_i,   Sigma = 1/(n-1) sum_i (x_i - mu)(x_i - mu)^T,</pre>
 *
 * with the unbiased divisor n - 1, as {@code numpy.cov} and pytorch-fid have it.
 */
public final class FeatureStatistics {

  /** The count of statistics from a file that does not state it, as pytorch-fid's do not. */
  public static final long UNKNOWN_COUNT = 0;

  /** The largest difference of two mirrored cells, relative to the largest cell. */
  private static final double ASYMMETRY = 1e-9;

  private final String features;
  private final double[] mean;
  private final double[][] covariance;
  private final long count;

  /**
   * Takes ownership of a mean and a covariance.
   *
   * @param features name of the feature network, or an empty string where it is not known
   * @param mean shape {@code [d]}
   * @param covariance shape {@code [d, d]}, symmetric
   * @param count number of items n, at least 2, or {@link #UNKNOWN_COUNT}
   * @throws IllegalArgumentException if the sizes do not fit, a number is not finite, or the
   *     covariance is not symmetric
   */
  public FeatureStatistics(String features, double[] mean, double[][] covariance, long count) {
    if (count < 2 && count != UNKNOWN_COUNT) {
      throw new IllegalArgumentException("a covariance needs at least 2 items, got " + count);
    }
    if (mean.length == 0 || covariance.length != mean.length) {
      throw new IllegalArgumentException(
          "expected a covariance of %d x %d to fit the mean, got %d rows"
              .formatted(mean.length, mean.length, covariance.length));
    }
    double largest = 0;
    for (int i = 0; i < mean.length; i++) {
      if (covariance[i].length != mean.length) {
        throw new IllegalArgumentException(
            "row %d of the covariance has %d columns, expected %d"
                .formatted(i, covariance[i].length, mean.length));
      }
      requireFinite("mean", i, mean[i]);
      for (double value : covariance[i]) {
        requireFinite("covariance", i, value);
        largest = Math.max(largest, Math.abs(value));
      }
    }
    requireSymmetric(covariance, ASYMMETRY * largest);
    this.features = features;
    this.mean = mean;
    this.covariance = covariance;
    this.count = count;
  }

  /** Name of the feature network; empty where it is not known. */
  public String features() {
    return features;
  }

  /** Number of features d. */
  public int dimension() {
    return mean.length;
  }

  /** Number of items n, or {@link #UNKNOWN_COUNT}. */
  public long count() {
    return count;
  }

  /** A copy of the mean, shape {@code [d]}. */
  public double[] mean() {
    return mean.clone();
  }

  /** A copy of the covariance, shape {@code [d, d]}. */
  public double[][] covariance() {
    return Arrays.stream(covariance).map(double[]::clone).toArray(double[][]::new);
  }

  double mean(int i) {
    return mean[i];
  }

  double[] covarianceRow(int i) {
    return covariance[i];
  }

  double trace() {
    double trace = 0;
    for (int i = 0; i < mean.length; i++) {
      trace += covariance[i][i];
    }
    return trace;
  }

  private static void requireFinite(String what, int row, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "the %s holds %s in row %d; expected finite numbers".formatted(what, value, row));
    }
  }

  private static void requireSymmetric(double[][] covariance, double tolerance) {
    for (int i = 0; i < covariance.length; i++) {
      for (int j = 0; j < i; j++) {
        if (Math.abs(covariance[i][j] - covariance[j][i]) > tolerance) {
          throw new IllegalArgumentException(
              "the covariance is not symmetric: cell (%d, %d) is %s and cell (%d, %d) is %s"
                  .formatted(i, j, covariance[i][j], j, i, covariance[j][i]));
        }
      }
    }
  }
}
