package org.mollify.server.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Jobs that wait for their turn. A run begins with the job at the front and takes along what joins
 * it. The front has a share of the room, jobs that are no larger than a share come along as far as
 * there is room, and what is left goes to the others in their order, as much as each wants: two
 * jobs of a run's size that come together are done after one run and after two, and not both after
 * two. But a run that is half full begins no job that it cannot end: that would hold up those that
 * it ends and gain nothing. A job that is not all cut goes to the end of the line, but to the front
 * of it where it is no larger than a share; those that got nothing keep their places.
 *
 * <p>Where rows go through several passes, each job has no more than a share.
 *
 * <p>A job whose rows take several runs, one after another, has at most as many of its runs open at
 * a time as there are lanes: it needs no more to keep them busy, and with more it would have as
 * many turns among those that go on.
 *
 * <p>Not thread-safe.
 *
 * @param <J> kind of job
 */
final class WaitingLine<J> {
  /** Part of a run that one job may take while others wait. */
  private static final int SHARES = 4;

  private final BatchEngine<J> engine;
  private final int lanes;
  private final Deque<Waiting<J>> waiting = new ArrayDeque<>();

  /** A job on its way. */
  static final class Waiting<J> {
    final J job;
    final int rows;
    final CompletableFuture<J> future = new CompletableFuture<>();
    int cut;
    int done;

    /** Rows that the run has which is being made up. */
    private int dealt;

    /** Runs that have rows of it and are not finished. */
    int open;

    Waiting(J job, int rows) {
      this.job = job;
      this.rows = rows;
    }

    private int waitingRows() {
      return rows - cut;
    }
  }

  /** A piece of a job in a run. */
  record Part<J>(Waiting<J> of, Piece<J> piece) {}

  /**
   * Pieces that go through passes together, the first so many done.
   *
   * @param trial whether it finds out how many rows a run should have
   */
  record Run<J>(List<Part<J>> parts, int rows, int nextPass, int allPasses, boolean trial) {
    Run(List<Part<J>> parts, int rows, int nextPass, int allPasses) {
      this(parts, rows, nextPass, allPasses, false);
    }

    Run<J> asTrial() {
      return new Run<>(parts, rows, nextPass, allPasses, true);
    }
  }

  /**
   * A line without jobs.
   *
   * @param lanes most runs at a time
   */
  WaitingLine(BatchEngine<J> engine, int lanes) {
    this.engine = engine;
    this.lanes = lanes;
  }

  void add(Waiting<J> job) {
    waiting.addLast(job);
  }

  void remove(Waiting<J> job) {
    waiting.remove(job);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  List<Waiting<J>> all() {
    return new ArrayList<>(waiting);
  }

  int jobs() {
    return waiting.size();
  }

  /** Rows that are in no run yet. */
  int rows() {
    return waiting.stream().mapToInt(Waiting::waitingRows).sum();
  }

  /**
   * Takes the next run from the front of the line.
   *
   * @param most rows that it may have
   * @return the run before its first pass; null when no job may have another
   */
  Run<J> next(int most) {
    waiting.removeIf(one -> one.future.isDone());
    List<Waiting<J>> joining = joining();
    if (joining.isEmpty()) {
      return null;
    }
    int passes = engine.passes(joining.get(0).job);
    int room = Math.min(most, engine.maxRows());
    int share = Math.max(engine.multiple(), room / SHARES);
    deal(joining, room, share, passes);
    joining.removeIf(one -> one.dealt == 0);
    waiting.removeIf(one -> one.dealt > 0);
    List<Part<J>> parts = new ArrayList<>();
    int rows = 0;
    for (Waiting<J> one : joining) {
      parts.add(new Part<>(one, new Piece<>(one.job, one.cut, one.dealt)));
      rows += one.dealt;
      one.cut += one.dealt;
      one.dealt = 0;
      one.open++;
      if (one.cut < one.rows && one.rows <= share) {
        waiting.addFirst(one);
      } else if (one.cut < one.rows) {
        waiting.addLast(one);
      }
    }
    return new Run<>(parts, rows, 0, passes);
  }

  /** Jobs that may have rows in the next run, in order. */
  private List<Waiting<J>> joining() {
    List<Waiting<J>> joining = new ArrayList<>();
    for (Waiting<J> one : waiting) {
      boolean mayBegin = one.open < lanes || engine.passes(one.job) == 1;
      if (mayBegin && (joining.isEmpty() || engine.joins(joining.get(0).job, one.job))) {
        joining.add(one);
      }
    }
    return joining;
  }

  /** Deals the room of a run out. */
  private void deal(List<Waiting<J>> joining, int room, int share, int passes) {
    int left = room;
    for (Waiting<J> one : joining) {
      boolean first = one == joining.get(0);
      if (first || passes > 1 || one.waitingRows() <= share) {
        one.dealt = Math.min(Math.min(one.waitingRows(), share), left);
        left -= one.dealt;
      }
    }
    // Rows of a run end together: where that takes many runs, nobody's rows hold up others'.
    if (passes == 1 || joining.size() == 1) {
      for (Waiting<J> one : joining) {
        int wanted = one.waitingRows() - one.dealt;
        boolean halfFull = 2 * left <= room;
        if (wanted <= left || one.dealt > 0 || !halfFull) {
          int more = Math.min(wanted, left);
          one.dealt += more;
          left -= more;
        }
      }
    }
  }
}
