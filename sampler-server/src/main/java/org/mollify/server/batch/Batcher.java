package org.mollify.server.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.mollify.server.batch.WaitingLine.Part;
import org.mollify.server.batch.WaitingLine.Run;
import org.mollify.server.batch.WaitingLine.Waiting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs of one kind on an engine. A job that finds the engine idle runs at once; jobs that come
 * while it is busy wait and share its next run, as far as they join and the {@link BatchLimit}
 * allows. Nothing waits for others to come, but threads that are bringing work {@link GivingWay go
 * first}.
 *
 * <p>Turns go round in the manner of the {@link WaitingLine}: a job of many rows is cut into pieces
 * between which others have their turn. Work that takes many passes goes on in chunks, in turn with
 * new work.
 *
 * <p>Runs take place on the threads of an executor, at most {@code lanes} at a time; no thread
 * waits for work. To cancel the future of a job is to withdraw what has not been run of it.
 *
 * @param <J> kind of job
 */
public final class Batcher<J> {
  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

  private final BatchEngine<J> engine;
  private final Executor threads;
  private final int lanes;
  private final LongSupplier clock;
  private final BatchObserver observer;
  private final GivingWay givingWay;

  private final Object lock = new Object();
  private final BatchLimit limit;
  private final WaitingLine<J> waiting;
  private final UnfinishedRuns<J> unfinished = new UnfinishedRuns<>();
  private long arrived;
  private int running;
  private boolean newWorkNext = true;

  /**
   * A batcher without work.
   *
   * @param engine what computes
   * @param threads what runs it on; it takes every task
   * @param lanes most runs at a time
   * @param targetNanos how long one run should take at most
   * @param clock nanoseconds from any start
   * @param observer is told of every run
   */
  public Batcher(
      BatchEngine<J> engine,
      Executor threads,
      int lanes,
      long targetNanos,
      LongSupplier clock,
      BatchObserver observer) {
    this(
        engine,
        threads,
        lanes,
        targetNanos,
        clock,
        observer,
        new GivingWay(System::nanoTime, targetNanos / 2));
  }

  /** For tests: gives way in another manner. */
  Batcher(
      BatchEngine<J> engine,
      Executor threads,
      int lanes,
      long targetNanos,
      LongSupplier clock,
      BatchObserver observer,
      GivingWay givingWay) {
    this.engine = engine;
    this.threads = threads;
    this.lanes = lanes;
    this.clock = clock;
    this.observer = observer;
    this.givingWay = givingWay;
    this.limit = new BatchLimit(engine.multiple(), engine.maxRows(), targetNanos);
    this.waiting = new WaitingLine<>(engine, lanes);
  }

  /**
   * Takes a job.
   *
   * @param job the job
   * @return completes with the job when all of it is computed, or with the failure of its run; on a
   *     thread of the executor
   */
  public CompletableFuture<J> submit(J job) {
    Waiting<J> fresh = new Waiting<>(job, engine.rows(job));
    boolean start;
    synchronized (lock) {
      waiting.add(fresh);
      arrived++;
      start = running < lanes;
      running += start ? 1 : 0;
    }
    fresh.future.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            forget(fresh);
          }
        });
    if (start) {
      start();
    }
    return fresh.future;
  }

  /** Rows that wait for their first pass. */
  public int waitingRows() {
    synchronized (lock) {
      return waiting.rows();
    }
  }

  /** Jobs of which some row waits for its first pass. */
  public int waitingJobs() {
    synchronized (lock) {
      return waiting.jobs();
    }
  }

  /** Rows that a run may have now, unless it is a trial of another size. */
  public int rowsInRun() {
    synchronized (lock) {
      return limit.rows();
    }
  }

  private void forget(Waiting<J> one) {
    synchronized (lock) {
      waiting.remove(one);
    }
  }

  private void start() {
    try {
      threads.execute(this::turn);
    } catch (RejectedExecutionException e) {
      Set<Waiting<J>> lost;
      synchronized (lock) {
        running--;
        lost = unfinished.drain();
        lost.addAll(waiting.all());
      }
      lost.forEach(one -> one.future.completeExceptionally(e));
    }
  }

  /** One run; then the thread is free for the work of others before the next. */
  private void turn() {
    givingWay.whileWorkComes(this::arrived, this::isNextRunFull);
    Run<J> run;
    boolean more;
    synchronized (lock) {
      run = next();
      running -= run == null ? 1 : 0;
      more = hasWork() && running < lanes;
      running += more ? 1 : 0;
    }
    if (more) {
      start();
    }
    if (run == null) {
      return;
    }
    List<Waiting<J>> finished = new ArrayList<>();
    compute(run, finished);
    synchronized (lock) {
      more = hasWork();
      running -= more ? 0 : 1;
    }
    if (more) {
      start();
    }
    finished.forEach(one -> one.future.complete(one.job));
  }

  private long arrived() {
    synchronized (lock) {
      return arrived;
    }
  }

  private boolean isNextRunFull() {
    synchronized (lock) {
      return waiting.rows() >= Math.min(limit.nextRows(), engine.maxRows());
    }
  }

  private boolean hasWork() {
    return !waiting.isEmpty() || !unfinished.isEmpty();
  }

  private void compute(Run<J> run, List<Waiting<J>> finished) {
    int passes = passes(run);
    long start = clock.getAsLong();
    try {
      engine.run(run.parts().stream().map(Part::piece).toList(), run.nextPass(), passes);
    } catch (RuntimeException | Error e) {
      fail(run, passes, e);
      return;
    }
    long nanos = clock.getAsLong() - start;
    synchronized (lock) {
      learn(run, passes, nanos);
      if (run.nextPass() + passes < run.allPasses()) {
        unfinished.goOn(run, passes);
      } else {
        for (Part<J> part : run.parts()) {
          part.of().open--;
          part.of().done += part.piece().count();
          if (part.of().done == part.of().rows) {
            finished.add(part.of());
          }
        }
      }
    }
    observer.ran(run.parts().size(), run.rows(), passes, nanos);
  }

  private void learn(Run<J> run, int passes, long nanos) {
    if (!run.trial()) {
      limit.observe(run.rows(), passes, nanos);
    }
    if (run.nextPass() == 0) {
      limit.compare(run.rows(), passes, nanos, run.trial());
    }
  }

  /**
   * A job alone fails; of several, each has its pieces run again alone, to find the one. A trial
   * may have been more than the engine can do: no job fails by one.
   */
  private void fail(Run<J> run, int passes, Throwable failure) {
    if (run.trial()) {
      LOG.warn("a trial of {} rows failed and is made again in parts", run.rows(), failure);
    }
    synchronized (lock) {
      if (run.trial()) {
        limit.compare(run.rows(), passes, 0, true);
        unfinished.again(run, Math.max(engine.multiple(), run.rows() / 2));
        return;
      }
      if (run.parts().size() > 1 && failure instanceof RuntimeException && run.nextPass() == 0) {
        unfinished.again(run, run.rows());
        return;
      }
    }
    run.parts().forEach(part -> part.of().future.completeExceptionally(failure));
  }

  /** What to run next, null when there is nothing, or others run all that may run now. */
  private Run<J> next() {
    while (hasWork()) {
      boolean fresh = unfinished.isEmpty() || (newWorkNext && !waiting.isEmpty());
      newWorkNext = !fresh;
      Run<J> run = fresh ? fresh() : unfinished.next();
      if (run != null || (fresh && unfinished.isEmpty())) {
        return run;
      }
    }
    return null;
  }

  private Run<J> fresh() {
    Run<J> run = waiting.next(limit.nextRows());
    return run != null && limit.beginsTrial() ? run.asTrial() : run;
  }

  private int passes(Run<J> run) {
    synchronized (lock) {
      return Math.min(limit.passes(run.rows()), run.allPasses() - run.nextPass());
    }
  }
}
