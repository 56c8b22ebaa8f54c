package org.mollify.server.batch;

/**
 * How many rows one run may have, learned from the {@link RunCosts time that runs took}.
 *
 * <p>A run is to take no longer than a target, so that whoever comes next does not wait longer than
 * that for its turn: the limit is the most rows that usually keep it, at most twice as many as were
 * seen. A graph that cannot keep the target with few rows is not made to do them one by one: as
 * long as twice the rows make each of them cheaper by a {@link #WORTHWHILE twentieth}, up to {@link
 * #PATIENCE} times the target, the limit is that.
 *
 * <p>The limit is a multiple of the rows that runs are padded to, and never below one such
 * multiple, however long that takes. Not thread-safe.
 */
final class BatchLimit {
  private static final int FIRST_MULTIPLES = 4;
  private static final int PATIENCE = 16;
  private static final double WORTHWHILE = 0.05;

  private final int least;
  private final int most;
  private final long targetNanos;
  private final RunCosts costs;

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
  }

  /** Rows that the next run may have. */
  int rows() {
    return Math.max(affordable(), worthwhile());
  }

  /** Passes that a run of so many rows may make without a pause, at least 1. */
  int passes(int rows) {
    int padded = padded(rows);
    double pass = costs.estimate(padded) * padded;
    double affordable = pass > 0 ? targetNanos / pass : (double) rows() / padded;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, affordable));
  }

  /** Learns from a run of so many rows and passes. */
  void observe(int rows, int passes, long nanos) {
    costs.observe(padded(rows), (double) nanos / passes);
  }

  /** The most rows that keep the target. */
  private int affordable() {
    int reach = Math.min(most, Math.max(FIRST_MULTIPLES * least, 2 * costs.largest()));
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

  /** The smallest size of which twice as much is not clearly cheaper, or too long. */
  private int worthwhile() {
    int size = least;
    while (costs.known(size)
        && 2L * size <= most
        && 2 * size * costs.nanos(size) <= (double) PATIENCE * targetNanos
        && (!costs.known(2 * size)
            || costs.nanos(2 * size) < (1 - WORTHWHILE) * costs.nanos(size))) {
      size *= 2;
    }
    return size;
  }

  private int padded(int rows) {
    return (rows + least - 1) / least * least;
  }
}
