package org.mollify.experiments.frechet;

/** Quantiles of Student's t distribution for two-sided 95 % intervals. */
final class StudentQuantile {

  /** For 1 to 10 degrees of freedom, to four digits; the expansion is poor there. */
  private static final double[] FEW = {
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281
  };

  /** The normal quantile at 97.5 %. */
  private static final double Z = 1.959963984540054;

  private StudentQuantile() {}

  /**
   * The quantile at 97.5 %: tabulated for few degrees of freedom, else by the Cornish-Fisher
   * expansion about the normal quantile to third order in 1 / degrees (Abramowitz and Stegun,
   * 26.7.5), within 0.0005 from 11 degrees on.
   *
   * @param degrees degrees of freedom, at least 1
   */
  static double twoSided95(int degrees) {
    if (degrees <= FEW.length) {
      return FEW[degrees - 1];
    }
    double z2 = Z * Z;
    double first = Z * (z2 + 1) / 4;
    double second = Z * ((5 * z2 + 16) * z2 + 3) / 96;
    double third = Z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
    return Z + (first + (second + third / degrees) / degrees) / degrees;
  }
}
