package org.mollify.server.batch;

import java.util.ArrayList;
import java.util.List;

/** An engine that writes down its runs, and fails on jobs that say so. */
final class FakeEngine implements BatchEngine<FakeEngine.Job> {

  /** A job that joins those of the same group. */
  record Job(String name, int rows, int passes, String group, boolean[][] done) {
    static Job of(String name, int rows) {
      return of(name, rows, 1, "");
    }

    static Job of(String name, int rows, int passes, String group) {
      return new Job(name, rows, passes, group, new boolean[rows][passes]);
    }
  }

  final List<String> runs = new ArrayList<>();
  private final int maxRows;
  private final long nanosEach;
  private int capacity = Integer.MAX_VALUE;
  private long clock;

  /**
   * An idle engine.
   *
   * @param maxRows most rows of a run
   * @param nanosEach what a pass of a row takes on its {@link #clock}
   */
  FakeEngine(int maxRows, long nanosEach) {
    this.maxRows = maxRows;
    this.nanosEach = nanosEach;
  }

  /** Runs of more rows fail from now on, though {@link #maxRows} allows them. */
  synchronized void failAbove(int rows) {
    capacity = rows;
  }

  /** Nanoseconds that its runs took so far. */
  synchronized long clock() {
    return clock;
  }

  @Override
  public int rows(Job job) {
    return job.rows();
  }

  @Override
  public int passes(Job job) {
    return job.passes();
  }

  @Override
  public boolean joins(Job job, Job other) {
    return job.group().equals(other.group()) && job.passes() == other.passes();
  }

  @Override
  public int maxRows() {
    return maxRows;
  }

  @Override
  public int multiple() {
    return 2;
  }

  @Override
  public synchronized void run(List<Piece<Job>> pieces, int firstPass, int passes) {
    StringBuilder run = new StringBuilder();
    for (Piece<Job> piece : pieces) {
      clock += nanosEach * piece.count() * passes;
      Job job = piece.job();
      run.append(run.isEmpty() ? "" : " ").append(job.name()).append(piece.from());
      run.append('+').append(piece.count());
      if (job.passes() > 1) {
        run.append('/').append(firstPass).append('+').append(passes);
      }
    }
    runs.add(run.toString());
    if (pieces.stream().anyMatch(piece -> piece.job().name().startsWith("bad"))) {
      throw new IllegalStateException("a bad job");
    }
    if (pieces.stream().mapToInt(Piece::count).sum() > capacity) {
      throw new IllegalStateException("too many rows");
    }
    for (Piece<Job> piece : pieces) {
      for (int r = piece.from(); r < piece.from() + piece.count(); r++) {
        for (int p = firstPass; p < firstPass + passes; p++) {
          if (piece.job().done()[r][p] || (p > 0 && !piece.job().done()[r][p - 1])) {
            throw new AssertionError("row " + r + " pass " + p + " comes twice or too early");
          }
          piece.job().done()[r][p] = true;
        }
      }
    }
  }
}
