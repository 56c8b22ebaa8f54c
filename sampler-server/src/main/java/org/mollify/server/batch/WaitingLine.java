package org.mollify.server.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Jobs that wait for their turn. A run begins with the job at the front and takes along what joins
 * it: first a share of each, in turn, then what room there is. Jobs that are not all cut go to the
 * end of the line; jobs that do not join keep their places.
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

    /** Runs that have rows of it and are not finished. */
    int open;

    Waiting(J job, int rows) {
      this.job = job;
      this.rows = rows;
    }
  }

  /** A piece of a job in a run. */
  record Part<J>(Waiting<J> of, Piece<J> piece) {}

  /** Pieces that go through passes together, the first so many done. */
  record Run<J>(List<Part<J>> parts, int rows, int nextPass, int allPasses) {}

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
    return waiting.stream().mapToInt(one -> one.rows - one.cut).sum();
  }

  /**
   * Takes the next run from the front of the line.
   *
   * @param rowPasses row passes that it may have
   * @return the run before its first pass; null when no job may have another
   */
  Run<J> next(int rowPasses) {
    int room = Math.min(rowPasses, engine.maxRows());
    int share = Math.max(engine.multiple(), room / SHARES);
    List<Waiting<J>> chosen = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    List<Waiting<J>> later = new ArrayList<>();
    for (Waiting<J> one : waiting) {
      if (one.future.isDone()) {
        continue;
      }
      if (room > 0
          && mayBegin(one)
          && (chosen.isEmpty() || engine.joins(chosen.get(0).job, one.job))) {
        int count = Math.min(Math.min(one.rows - one.cut, share), room);
        chosen.add(one);
        counts.add(count);
        room -= count;
      } else {
        later.add(one);
      }
    }
    waiting.clear();
    waiting.addAll(later);
    return chosen.isEmpty() ? null : cut(chosen, counts, room);
  }

  private boolean mayBegin(Waiting<J> one) {
    return one.open < lanes || engine.passes(one.job) == 1;
  }

  private Run<J> cut(List<Waiting<J>> chosen, List<Integer> counts, int spare) {
    int passes = engine.passes(chosen.get(0).job);
    // Rows of a run end together: where that takes many runs, nobody's rows hold up others'.
    int room = chosen.size() == 1 || passes == 1 ? spare : 0;
    List<Part<J>> parts = new ArrayList<>();
    int rows = 0;
    for (int i = 0; i < chosen.size(); i++) {
      Waiting<J> one = chosen.get(i);
      int more = Math.min(one.rows - one.cut - counts.get(i), room);
      int count = counts.get(i) + more;
      room -= more;
      parts.add(new Part<>(one, new Piece<>(one.job, one.cut, count)));
      one.cut += count;
      one.open++;
      rows += count;
      if (one.cut < one.rows) {
        waiting.addLast(one);
      }
    }
    return new Run<>(parts, rows, 0, passes);
  }
}
