package org.mollify.runtime.score;

import java.util.Arrays;

/**
 * Where the oddness of an item stands among those of n held-out items; larger is odder.
 *
 * <p>The percentile is {@code 100 (1 - (1 + #{held-out oddness >= oddness}) / (n + 1))}. The
 * fraction is the conformal p-value: flagging items with a p-value of at most a raises false alarms
 * at rate at most a on items like the held-out ones. Held-out items whose score overflowed are
 * odder than all others.
 */
final class HeldOutRanking {
  private final double[] ascending;
  private final int nonFinite;

  /**
   * Ranks among held-out items.
   *
   * @param oddness finite values in any order
   * @param nonFinite number of further items whose score overflowed
   */
  HeldOutRanking(double[] oddness, int nonFinite) {
    this.ascending = oddness.clone();
    Arrays.sort(ascending);
    this.nonFinite = nonFinite;
  }

  int heldOut() {
    return ascending.length + nonFinite;
  }

  /** Between 0 and 100; 100 where the oddness is not finite. */
  double percentile(double oddness) {
    if (!Double.isFinite(oddness)) {
      return 100;
    }
    int notBelow = nonFinite + ascending.length - countBelow(oddness);
    return 100 * (1 - (1.0 + notBelow) / (heldOut() + 1.0));
  }

  /**
   * The oddness above which, strictly, items are flagged.
   *
   * @return Infinity when only scores that are not finite are to be flagged
   * @throws IllegalArgumentException when the rate is not between 0 and 1, or smaller than 1/n
   */
  double thresholdAt(double falseAlarmRate) {
    if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
      throw new IllegalArgumentException(
          "false-alarm rate is " + falseAlarmRate + "; expected more than 0 and less than 1");
    }
    int n = heldOut();
    double needed = 1 / falseAlarmRate;
    if (n < needed * (1 - 1e-12)) {
      throw new IllegalArgumentException(
          "a false-alarm rate of "
              + falseAlarmRate
              + " needs at least "
              + (long) Math.ceil(needed * (1 - 1e-12))
              + " held-out rows; this bundle has "
              + n
              + "; take a larger rate or hold out more data");
    }
    // The largest count c with (1 + c) / (n + 1) <= a; a hair's breadth undoes rounding of the
    // product.
    int allowed = (int) Math.floor(falseAlarmRate * (n + 1.0) * (1 + 1e-12)) - 1;
    return allowed < nonFinite
        ? Double.POSITIVE_INFINITY
        : ascending[ascending.length - 1 - (allowed - nonFinite)];
  }

  private int countBelow(double oddness) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < oddness) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
