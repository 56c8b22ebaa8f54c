package org.mollify.server.batch;

/**
 * How much one run may do, learned from the time that runs took: a run is to take no longer than a
 * target, so that whoever comes next does not wait longer than that for its turn. Counted in row
 * passes: rows times the passes that each goes through.
 *
 * <p>A run above the target lowers the limit in proportion, and at most to a half, since a machine
 * also stalls for other reasons; a run of at least half the limit within a quarter of the target
 * doubles it. The limit is a multiple of the rows that runs are padded to, and never below one such
 * multiple, however long that takes.
 *
 * <p>Not thread-safe.
 */
final class BatchLimit {
  private static final int FIRST_MULTIPLES = 4;

  private final int least;
  private final int most;
  private final long targetNanos;
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
    this.limit = Math.min(this.most, FIRST_MULTIPLES * multiple);
  }

  /** Row passes that the next run may have. */
  int rowPasses() {
    return limit;
  }

  /** Learns from a run of so many row passes. */
  void observe(int rowPasses, long nanos) {
    if (nanos > targetNanos) {
      double afforded = (double) rowPasses * targetNanos / nanos;
      limit = rounded(Math.min(limit, Math.max(limit / 2, (long) afforded)));
    } else if (2L * rowPasses >= limit && nanos < targetNanos / 4) {
      limit = rounded(Math.min((long) most, 2L * limit));
    }
  }

  private int rounded(long rowPasses) {
    return (int) Math.max(least, rowPasses / least * least);
  }
}
