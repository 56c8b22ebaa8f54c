package org.mollify.server.batch;

import java.util.Arrays;

/**
 * What a row costs in runs of another size, in parts of what it costs in the usual ones, from
 * single runs of that size between two usual ones each. A machine that is now faster and now slower
 * is so for all three; where the two usual runs differ, it changed in between, and they say
 * nothing.
 *
 * <p>The answer is the median, and it is beyond doubt that it is below a bound when it is so by
 * 1.57 times the distance of the quartiles over the root of the number of trials: in about 95 of
 * 100 cases the median of more trials would be as well (McGill, Tukey and Larsen, Variations of Box
 * Plots, 1978).
 *
 * <p>Not thread-safe.
 */
final class SizeTrial {
  private static final int FEWEST = 5;
  private static final int REMEMBERED = 31;
  private static final int MOST_TRIALS = 2 * REMEMBERED;
  private static final double STEADY = 1.15;
  private static final double DOUBT = 1.57;

  private final double[] ratios = new double[REMEMBERED];
  private int count;
  private int trials;

  /**
   * Learns from three runs, one after another.
   *
   * @param before cost of a row in a usual run
   * @param trial cost in one of the other size
   * @param after cost in a usual run
   */
  void observe(double before, double trial, double after) {
    trials++;
    if (Math.max(before, after) <= STEADY * Math.min(before, after)) {
      ratios[count % REMEMBERED] = 2 * trial / (before + after);
      count++;
    }
  }

  /** A trial came to nothing. */
  void spend() {
    trials++;
  }

  /** Further trials would come to nothing. */
  void giveUp() {
    trials = MOST_TRIALS;
  }

  /** Whether the ratio is below a bound, beyond doubt. */
  boolean isBelow(double bound) {
    double[] sorted = sorted();
    return sorted.length >= FEWEST && median(sorted) + doubt(sorted) < bound;
  }

  /** Whether it is clear on which side of a bound the ratio is, or more trials will hardly tell. */
  boolean isSettled(double bound) {
    double[] sorted = sorted();
    boolean clear = sorted.length >= FEWEST && Math.abs(median(sorted) - bound) > doubt(sorted);
    return clear || trials >= MOST_TRIALS;
  }

  void forget() {
    count = 0;
    trials = 0;
  }

  private double[] sorted() {
    double[] sorted = Arrays.copyOf(ratios, Math.min(count, REMEMBERED));
    Arrays.sort(sorted);
    return sorted;
  }

  private static double median(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static double doubt(double[] sorted) {
    int last = sorted.length - 1;
    double quartiles = sorted[last - last / 4] - sorted[last / 4];
    return DOUBT * quartiles / Math.sqrt(sorted.length);
  }
}
