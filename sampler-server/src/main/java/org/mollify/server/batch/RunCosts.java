package org.mollify.server.batch;

import java.util.Arrays;

/**
 * What one pass of one row costs in runs of different sizes; each size begins at twice the rows of
 * the one before. The cost of a size is the median of its last {@link #REMEMBERED} runs, so that
 * runs which a busy machine held up, as long as they are fewer than half, change nothing. A size
 * counts as known after a few runs, since the first of a shape also allocates, and is forgotten
 * when some hundred runs went by without it: a machine changes, and a size that was dear while it
 * was busy deserves another chance.
 *
 * <p>Not thread-safe.
 */
final class RunCosts {
  private static final int SIZES = 31;
  private static final int RUNS_TO_KNOW = 3;
  private static final int RUNS_TO_FORGET = 512;
  private static final int REMEMBERED = 15;

  private final int unit;
  private final Size[] sizes = new Size[SIZES];
  private long now;

  /** The last runs of a size. */
  private static final class Size {
    private final double[] nanos = new double[REMEMBERED];
    private int runs;
    private long last;
    private double median;

    void observe(double each, long time) {
      nanos[runs % REMEMBERED] = each;
      runs++;
      last = time;
      double[] sorted = Arrays.copyOf(nanos, Math.min(runs, REMEMBERED));
      Arrays.sort(sorted);
      median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
  }

  /**
   * Nothing known yet.
   *
   * @param unit rows of the smallest size
   */
  RunCosts(int unit) {
    this.unit = unit;
    Arrays.setAll(sizes, size -> new Size());
  }

  /**
   * Learns from a run.
   *
   * @param rows its rows, those that it was padded with included
   * @param nanos what one pass of each row took
   */
  void observe(int rows, double nanos) {
    now++;
    for (int i = 0; i < SIZES; i++) {
      if (sizes[i].runs > 0 && now - sizes[i].last > RUNS_TO_FORGET) {
        sizes[i] = new Size();
      }
    }
    sizes[index(rows)].observe(nanos, now);
  }

  /**
   * Nanoseconds of one row in a size, known or not: what is not known costs as much as in the next
   * smaller size that is, or the next larger where there is none; 0 when nothing is known.
   */
  double estimate(int rows) {
    int own = index(rows);
    for (int i = own; i >= 0; i--) {
      if (known(sizes[i])) {
        return sizes[i].median;
      }
    }
    for (int i = own + 1; i < SIZES; i++) {
      if (known(sizes[i])) {
        return sizes[i].median;
      }
    }
    return 0;
  }

  /** Fewest rows of the largest known size, 0 when nothing is known. */
  int largest() {
    for (int i = SIZES - 1; i >= 0; i--) {
      if (known(sizes[i])) {
        return unit << i;
      }
    }
    return 0;
  }

  private static boolean known(Size size) {
    return size.runs >= RUNS_TO_KNOW;
  }

  private int index(int rows) {
    int units = Math.max(1, rows / unit);
    return Math.min(SIZES - 1, 31 - Integer.numberOfLeadingZeros(units));
  }
}
