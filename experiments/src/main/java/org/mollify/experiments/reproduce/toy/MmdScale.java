package org.mollify.experiments.reproduce.toy;

import java.util.Locale;

/**
 * What the paper's printed MMD^2 values can mean, and when a ratio of two values is worth printing.
 *
 * <p>With {@code K <= v}, eq. 16 is at most {@code 2 v}: 2e-4 for the printed {@code v = 1e-4}. So
 * 15.5, 2.5, 383.44 and 6.13 are not eq. 16 with eq. 17 for any lengthscale. A printed value is
 * {@code S MMD^2}; 383.44 needs {@code S >= 383.44 / 2e-4 = 1.9e6}, and 2.5 from the biased
 * estimator needs {@code S <= 2.5 / floor}, since no model beats independent samples of the truth.
 * Sums over all pairs in place of means, {@code S = n m = 1e8}, lie between the two.
 */
final class MmdScale {

  /** Upper bound of eq. 16 with the kernel of eq. 17. */
  static final double BOUND = 2e-4;

  private MmdScale() {}

  /** Smallest factor under which the largest printed value is attainable. */
  static double smallest() {
    return 383.44 / BOUND;
  }

  /** {@code vanilla / mollified}, or why there is no such number. */
  static String ratio(double vanilla, double mollified, double floor) {
    return vanilla > 2 * floor && mollified > 2 * floor
        ? String.format(Locale.ROOT, "%.2f", vanilla / mollified)
        : "not shown: a side is within twice the floor";
  }
}
