package org.mollify.server.batch;

/**
 * How much one run may do, learned from the time that runs took. Counted in row passes: rows times
 * the passes that each goes through.
 *
 * <p>A run is to take no longer than a target, so that whoever comes next does not wait longer than
 * that for its turn. A run above the target lowers the limit in proportion, and at most to a half,
 * since a machine also stalls for other reasons; a run of at least half the limit within a quarter
 * of the target doubles it.
 *
 * <p>A graph that cannot keep the target with few rows is not made to do them one by one: as long
 * as twice the rows make each of them cheaper by a {@link #WORTHWHILE twentieth}, up to {@link
 * #PATIENCE} times the target, the limit is that. Larger {@link RunCosts sizes} are tried again
 * from time to time.
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
  private int limit;

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
    this.limit = Math.min(this.most, FIRST_MULTIPLES * multiple);
  }

  /** Row passes that the next run may have. */
  int rowPasses() {
    return Math.max(limit, worthwhile());
  }

  /** Learns from a run of so many row passes. */
  void observe(int rowPasses, long nanos) {
    costs.observe(rowPasses, nanos);
    if (nanos > targetNanos) {
      double afforded = (double) rowPasses * targetNanos / nanos;
      limit = rounded(Math.min(limit, Math.max(limit / 2, (long) afforded)));
    } else if (2L * rowPasses >= limit && nanos < targetNanos / 4) {
      limit = rounded(Math.min((long) most, 2L * limit));
    }
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

  private int rounded(long rowPasses) {
    return (int) Math.max(least, rowPasses / least * least);
  }
}
