package org.mollify.trainer.data;

import java.util.SplittableRandom;

/**
 * The paper's second toy distribution (section 4.1 and appendix D.1): angles from a von Mises
 * distribution with mean 0 and concentration κ = 1, put on the unit circle as {@code (cos θ, sin
 * θ)}. The points fill a curve, so they have no density in the plane.
 */
public final class VonMises {
  /** Concentration κ. */
  public static final double CONCENTRATION = 1.0;

  // The rejection constants of Best and Fisher (1979), "Efficient simulation of the von Mises
  // distribution", Applied Statistics 28: the envelope is a wrapped Cauchy distribution.
  private static final double TAU = 1 + StrictMath.sqrt(1 + 4 * CONCENTRATION * CONCENTRATION);
  private static final double RHO = (TAU - StrictMath.sqrt(2 * TAU)) / (2 * CONCENTRATION);
  private static final double R = (1 + RHO * RHO) / (2 * RHO);

  private VonMises() {}

  /**
   * Draws points on the circle.
   *
   * @return n x 2 values, row-major
   */
  static double[] sample(int n, SplittableRandom random) {
    double[] points = new double[2 * n];
    for (int i = 0; i < n; i++) {
      double angle = sampleAngle(random);
      points[2 * i] = StrictMath.cos(angle);
      points[2 * i + 1] = StrictMath.sin(angle);
    }
    return points;
  }

  private static double sampleAngle(SplittableRandom random) {
    while (true) {
      double z = StrictMath.cos(Math.PI * random.nextDouble());
      double f = (1 + R * z) / (R + z);
      double c = CONCENTRATION * (R - f);
      double u = 1 - random.nextDouble();
      if (c * (2 - c) > u || StrictMath.log(c / u) + 1 - c >= 0) {
        double angle = StrictMath.acos(Math.max(-1, Math.min(1, f)));
        return random.nextBoolean() ? angle : -angle;
      }
    }
  }

  /**
   * Returns the natural logarithm of the angle's density, {@code κ cos θ - log(2π I₀(κ))}, in nats
   * per radian.
   */
  public static double logAngleDensity(double angle) {
    return CONCENTRATION * Math.cos(angle) - Math.log(2 * Math.PI * besselI0(CONCENTRATION));
  }

  /** The modified Bessel function of the first kind and order zero, by its power series. */
  private static double besselI0(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; term > 1e-17 * sum; k++) {
      term *= (x / (2 * k)) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }
}
