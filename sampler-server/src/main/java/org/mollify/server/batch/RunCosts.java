package org.mollify.server.batch;

import java.util.Arrays;

/**
 * What one row pass costs in runs of different sizes, each size twice the one before. A size counts
 * as known after a few runs, since the first of a shape also allocates; what is known is forgotten
 * after some hundred runs, for a machine changes, and a larger size that was tried while it was
 * busy deserves another chance.
 *
 * <p>Not thread-safe.
 */
final class RunCosts {
  private static final int SIZES = 31;
  private static final int RUNS_TO_KNOW = 3;
  private static final int RUNS_TO_FORGET = 512;
  private static final double NEW_SHARE = 0.25;

  private final int unit;
  private final double[] nanos = new double[SIZES];
  private final int[] runs = new int[SIZES];
  private int runsSinceForgotten;

  /**
   * Nothing known yet.
   *
   * @param unit row passes of the smallest size
   */
  RunCosts(int unit) {
    this.unit = unit;
  }

  void observe(int rowPasses, long duration) {
    if (++runsSinceForgotten > RUNS_TO_FORGET) {
      runsSinceForgotten = 0;
      Arrays.fill(runs, 0);
    }
    int at = index(rowPasses);
    double each = (double) duration / Math.max(1, rowPasses);
    // The first run of a size is worth least; later ones move the estimate a little each.
    nanos[at] = runs[at] < 2 ? each : (1 - NEW_SHARE) * nanos[at] + NEW_SHARE * each;
    runs[at]++;
  }

  /** Whether runs of that size were seen often enough, and lately. */
  boolean known(int rowPasses) {
    return runs[index(rowPasses)] >= RUNS_TO_KNOW;
  }

  /** Nanoseconds of one row pass in runs from that size to below twice of it. */
  double nanos(int rowPasses) {
    return nanos[index(rowPasses)];
  }

  private int index(int rowPasses) {
    int units = Math.max(1, rowPasses / unit);
    return Math.min(SIZES - 1, 31 - Integer.numberOfLeadingZeros(units));
  }
}
