package org.mollify.runtime.noise;

/**
 * The transform of two independent uniforms {@code u} and {@code v} into two independent standard
 * normals, {@code r cos t} and {@code r sin t} with {@code r = sqrt(-2 ln u)} and {@code t = 2 pi
 * v}.
 *
 * <p>Logarithm, cosine and sine are made of additions, multiplications and divisions of IEEE 754
 * alone, so that every JVM gives the same bits. They are within a few units in the last place of
 * those of {@link StrictMath}, and need no general reduction of their arguments: those are
 * multiples of 2^-53.
 *
 * <p>Source: G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates",
 * Annals of Mathematical Statistics 29 (1958). The series are those of Taylor.
 */
final class BoxMuller {
  private static final double UNIT = 0x1.0p-53;
  private static final double TWO_PI = 2 * Math.PI;

  /** The logarithm of 2 in two parts; the first has zeros at its end for an exponent. */
  private static final double LN_2_HIGH = 0x1.62e42fefa38p-1;

  private static final double LN_2_LOW = 0x1.ef35793c7673p-45;
  private static final int MANTISSA_BITS = 52;
  private static final int SIGN = 63;
  private static final long SQRT_HALF = Double.doubleToRawLongBits(Math.sqrt(0.5));

  private BoxMuller() {}

  /**
   * Makes a pair of normals.
   *
   * @param a 53 random bits, {@code u = (a + 1) 2^-53} in (0, 1]
   * @param b 53 random bits, {@code v = b 2^-53} in [0, 1)
   * @param scale standard deviation of the normals
   * @param out receives both
   */
  static void pair(long a, long b, double scale, double[] out) {
    double radius = scale * Math.sqrt(-2 * ln((a + 1) * UNIT));
    double turns = b * UNIT;
    // What is left of the nearest quarter is exact, and at most an eighth.
    int quarter = (int) (4 * turns + 0.5);
    double angle = TWO_PI * (turns - 0.25 * quarter);
    // No branches: they would be taken at random. Odd quarters swap the two.
    int first = quarter & 1;
    out[first] = flip(radius * cos(angle), quarter);
    out[1 - first] = flip(radius * sin(angle), quarter + 1);
  }

  /** Changes the sign where 2 is part of a number. */
  private static double flip(double x, int number) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(x) ^ (long) (number & 2) << SIGN - 1);
  }

  /**
   * Of 2^e m with m^2 from a half to 2: {@code e ln 2 + 2 artanh(s)} with {@code s = (m - 1) / (m +
   * 1)}.
   */
  static double ln(double x) {
    long bits = Double.doubleToRawLongBits(x);
    long exponent = bits - SQRT_HALF >> MANTISSA_BITS;
    double m = Double.longBitsToDouble(bits - (exponent << MANTISSA_BITS));
    double s = (m - 1) / (m + 1);
    double q = s * s;
    double sum = 2.0 / 21;
    sum = sum * q + 2.0 / 19;
    sum = sum * q + 2.0 / 17;
    sum = sum * q + 2.0 / 15;
    sum = sum * q + 2.0 / 13;
    sum = sum * q + 2.0 / 11;
    sum = sum * q + 2.0 / 9;
    sum = sum * q + 2.0 / 7;
    sum = sum * q + 2.0 / 5;
    sum = sum * q + 2.0 / 3;
    return exponent * LN_2_HIGH + (exponent * LN_2_LOW + (sum * q * s + 2 * s));
  }

  /** Of at most an eighth of a turn. */
  private static double sin(double x) {
    double q = x * x;
    double sum = 1.0 / 355_687_428_096_000.0;
    sum = sum * q - 1.0 / 1_307_674_368_000.0;
    sum = sum * q + 1.0 / 6_227_020_800.0;
    sum = sum * q - 1.0 / 39_916_800;
    sum = sum * q + 1.0 / 362_880;
    sum = sum * q - 1.0 / 5_040;
    sum = sum * q + 1.0 / 120;
    sum = sum * q - 1.0 / 6;
    return sum * q * x + x;
  }

  /** Of at most an eighth of a turn. */
  private static double cos(double x) {
    double q = x * x;
    double sum = 1.0 / 20_922_789_888_000.0;
    sum = sum * q - 1.0 / 87_178_291_200.0;
    sum = sum * q + 1.0 / 479_001_600;
    sum = sum * q - 1.0 / 3_628_800;
    sum = sum * q + 1.0 / 40_320;
    sum = sum * q - 1.0 / 720;
    sum = sum * q + 1.0 / 24;
    sum = sum * q - 0.5;
    return sum * q + 1;
  }
}
