package org.mollify.trainer.data;

import java.util.SplittableRandom;

/**
 * The paper's first toy density (section 4.1 and appendix D.1): an equal mixture of two isotropic
 * Gaussians in the plane, with means {@code (2 sin πk, 2 cos πk)}, so (0, 2) and (0, -2), and
 * standard deviation {@code (2/3) sin(π/2) = 2/3}.
 */
public final class MixtureOfGaussians {
  /** Distance of each mean from the origin, along the second axis. */
  public static final double MEAN = 2.0;

  /** Standard deviation of each component along both axes. */
  public static final double SIGMA = 2.0 / 3.0;

  private static final double VARIANCE = SIGMA * SIGMA;

  private MixtureOfGaussians() {}

  /**
   * Draws points.
   *
   * @return n x 2 values, row-major
   */
  static double[] sample(int n, SplittableRandom random) {
    double[] points = new double[2 * n];
    for (int i = 0; i < n; i++) {
      double mean = random.nextBoolean() ? MEAN : -MEAN;
      // Box and Muller's pair; StrictMath keeps the points the same on every machine.
      double radius = SIGMA * StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      double angle = 2 * Math.PI * random.nextDouble();
      points[2 * i] = radius * StrictMath.cos(angle);
      points[2 * i + 1] = mean + radius * StrictMath.sin(angle);
    }
    return points;
  }

  /** Returns the natural logarithm of the density at a point. */
  public static double logDensity(double x, double y) {
    double upper = exponent(x, y - MEAN);
    double lower = exponent(x, y + MEAN);
    double larger = Math.max(upper, lower);
    double sum = Math.exp(upper - larger) + Math.exp(lower - larger);
    return larger + Math.log(sum / 2) - Math.log(2 * Math.PI * VARIANCE);
  }

  /**
   * Returns the score, the gradient of {@link #logDensity}: {@code (-x/σ², (m(y) - y)/σ²)} with
   * {@code m(y) = 2 tanh(2y/σ²)} the mean of the components weighted by their responsibilities.
   */
  public static double[] score(double x, double y) {
    double mean = MEAN * Math.tanh(MEAN * y / VARIANCE);
    return new double[] {-x / VARIANCE, (mean - y) / VARIANCE};
  }

  private static double exponent(double dx, double dy) {
    return -(dx * dx + dy * dy) / (2 * VARIANCE);
  }
}
