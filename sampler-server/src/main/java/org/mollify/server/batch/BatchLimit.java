package org.mollify.server.batch;

/**
 * How many rows one run may have, learned from the {@link RunCosts time that runs took}.
 *
 * <p>A run is to take no longer than a target, so that whoever comes next does not wait longer than
 * that for its turn: the limit is the most rows that usually keep it, at most twice as many as were
 * seen. A slow graph, which cannot keep it with more than one multiple, is not made to take its
 * rows one by one: the limit is as many as are {@link WorthwhileRows worth while}, up to {@link
 * #PATIENCE} times the target.
 *
 * <p>The limit is a multiple of the rows that runs are padded to, and never below one such
 * multiple, however long that takes. Not thread-safe.
 */
final class BatchLimit {
  private static final int FIRST_MULTIPLES = 4;
  private static final int PATIENCE = 16;

  private final int least;
  private final int most;
  private final long targetNanos;
  private final RunCosts costs;
  private final WorthwhileRows worthwhile;
  private boolean slow;

  /**
   * A limit before any run.
   *
   * @param multiple rows that runs are padded to a multiple of
   * @param most most rows of one run
   * @param targetNanos how long a run may take
   */
  BatchLimit(int multiple, int most, long targetNanos) {
    this.least = multiple;
    this.most = Math.max(multiple, most);
    this.targetNanos = targetNanos;
    this.costs = new RunCosts(multiple);
    this.worthwhile = new WorthwhileRows(multiple, this.most, PATIENCE * (double) targetNanos);
  }

  /** Rows that a run may have, but for trials. */
  int rows() {
    return slow ? worthwhile.rows() : affordable();
  }

  /** Rows that the next run may have. */
  int nextRows() {
    return isTrialOffered() ? worthwhile.offered() : rows();
  }

  /** Whether the next run is a trial; it has begun then. */
  boolean beginsTrial() {
    boolean begins = isTrialOffered();
    if (begins) {
      worthwhile.beginTrial();
    }
    return begins;
  }

  private boolean isTrialOffered() {
    return slow && worthwhile.offered() > 0;
  }

  /** Passes that a run of so many rows may make without a pause, at least 1. */
  int passes(int rows) {
    int padded = padded(rows);
    double pass = costs.estimate(padded) * padded;
    double affordable = pass > 0 ? targetNanos / pass : (double) rows() / padded;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, affordable));
  }

  /** Learns from a run of so many rows and passes that is no trial. */
  void observe(int rows, int passes, long nanos) {
    int padded = padded(rows);
    costs.observe(padded, (double) nanos / passes / padded);
    slow = affordable() == least && costs.largest() > 0;
    worthwhile.guess(costs.estimate(worthwhile.rows()));
  }

  /**
   * Compares the first passes of a run with others.
   *
   * @param trial whether it was one; 0 nanoseconds if it failed
   */
  void compare(int rows, int passes, long nanos, boolean trial) {
    int padded = padded(rows);
    double each = (double) nanos / passes / padded;
    if (trial) {
      worthwhile.observeTrial(padded, each);
    } else if (slow && each > 0) {
      worthwhile.observe(padded, each);
    }
  }

  /** The most rows that anything can be said about. */
  private int reach() {
    return Math.min(most, Math.max(FIRST_MULTIPLES * least, 2 * costs.largest()));
  }

  /** The most rows that keep the target. */
  private int affordable() {
    int reach = reach();
    for (int size = largestSize(reach); size > least; size /= 2) {
      int rows = affordable(size, reach);
      if (rows >= size) {
        return rows;
      }
    }
    return Math.max(least, affordable(least, reach));
  }

  /** The most rows that keep the target if each costs as much as in runs of a size. */
  private int affordable(int size, int reach) {
    double each = costs.estimate(size);
    double rows = each > 0 ? targetNanos / each : reach;
    int below = Math.min(reach, 2 * size - 1);
    return (int) Math.min(below, rows) / least * least;
  }

  private int largestSize(int reach) {
    int size = least;
    while (2L * size <= reach) {
      size *= 2;
    }
    return size;
  }

  private int padded(int rows) {
    return (rows + least - 1) / least * least;
  }
}
