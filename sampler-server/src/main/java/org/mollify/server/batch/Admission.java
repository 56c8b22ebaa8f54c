package org.mollify.server.batch;

/**
 * How much work may be unanswered at a time, in jobs and in rows. Work counts from the moment it is
 * taken until its answer is ready to be sent, so that answers that are being written hold back new
 * work, too. A job of more rows than there may be is taken when it is alone.
 */
public final class Admission {
  private final int maxJobs;
  private final long maxRows;
  private int jobs;
  private long rows;

  /** A place that a job has. */
  public final class Place implements AutoCloseable {
    private long held;
    private boolean left;

    private Place(long held) {
      this.held = held;
    }

    /** Goes on with another number of rows: what has begun is never turned away. */
    public void resize(long jobRows) {
      synchronized (Admission.this) {
        if (!left) {
          rows += jobRows - held;
          held = jobRows;
        }
      }
    }

    /** Leaves; doing so twice does no harm. */
    @Override
    public void close() {
      synchronized (Admission.this) {
        if (!left) {
          left = true;
          jobs--;
          rows -= held;
        }
      }
    }
  }

  /**
   * Nothing taken yet.
   *
   * @param maxJobs most jobs
   * @param maxRows most rows of them together
   */
  public Admission(int maxJobs, long maxRows) {
    this.maxJobs = maxJobs;
    this.maxRows = maxRows;
  }

  /**
   * Takes a job.
   *
   * @param jobRows its rows
   * @return its place, to be closed when it is answered or given up
   * @throws QueueFullException when too much is unanswered; the message says how much
   */
  public synchronized Place enter(long jobRows) {
    if (jobs >= maxJobs || (jobs > 0 && rows + jobRows > maxRows)) {
      throw new QueueFullException(
          "unanswered: "
              + jobs
              + " of at most "
              + maxJobs
              + " requests, "
              + rows
              + " of at most "
              + maxRows
              + " rows");
    }
    jobs++;
    rows += jobRows;
    return new Place(jobRows);
  }

  /** Whether a job of one row would be taken now. */
  public synchronized boolean hasRoom() {
    return jobs < maxJobs && (jobs == 0 || rows < maxRows);
  }

  /** Jobs that are unanswered. */
  public synchronized int jobs() {
    return jobs;
  }

  /** Rows of the jobs that are unanswered. */
  public synchronized long rows() {
    return rows;
  }
}
