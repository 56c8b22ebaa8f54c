package org.mollify.server.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mollify.server.batch.WaitingLine.Part;
import org.mollify.server.batch.WaitingLine.Run;
import org.mollify.server.batch.WaitingLine.Waiting;

/**
 * Runs that have passes to go, or have to be done again, first come, first served.
 *
 * <p>Not thread-safe.
 *
 * @param <J> kind of job
 */
final class UnfinishedRuns<J> {
  private final Deque<Run<J>> runs = new ArrayDeque<>();

  boolean isEmpty() {
    return runs.isEmpty();
  }

  /** A run goes on after some more of its passes. */
  void goOn(Run<J> run, int passes) {
    runs.addLast(new Run<>(run.parts(), run.rows(), run.nextPass() + passes, run.allPasses()));
  }

  /**
   * Each part of a run that failed in its first passes is run again alone, in as many runs as it
   * takes.
   *
   * @param most rows that one of them may have
   */
  void again(Run<J> run, int most) {
    for (Part<J> part : run.parts()) {
      Piece<J> piece = part.piece();
      part.of().open--;
      for (int done = 0; done < piece.count(); done += most) {
        int rows = Math.min(most, piece.count() - done);
        Piece<J> again = new Piece<>(piece.job(), piece.from() + done, rows);
        runs.addLast(new Run<>(List.of(new Part<>(part.of(), again)), rows, 0, run.allPasses()));
        part.of().open++;
      }
    }
  }

  /** The next run, without the parts that nobody waits for any more; null when none is left. */
  Run<J> next() {
    Run<J> run = runs.removeFirst();
    List<Part<J>> parts = run.parts().stream().filter(part -> !part.of().future.isDone()).toList();
    int rows = parts.stream().mapToInt(part -> part.piece().count()).sum();
    return parts.isEmpty() ? null : new Run<>(parts, rows, run.nextPass(), run.allPasses());
  }

  /** Takes all runs away; returns the jobs that they are of. */
  Set<Waiting<J>> drain() {
    Set<Waiting<J>> jobs = new HashSet<>();
    runs.forEach(run -> run.parts().forEach(part -> jobs.add(part.of())));
    runs.clear();
    return jobs;
  }
}
