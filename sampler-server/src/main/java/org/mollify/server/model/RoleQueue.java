package org.mollify.server.model;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.mollify.server.batch.Admission;
import org.mollify.server.batch.BatchEngine;
import org.mollify.server.batch.Batcher;
import org.mollify.server.config.ModelLimits;
import org.mollify.server.metrics.ModelMetrics;

/**
 * The work that waits for one role of a model, such as scoring.
 *
 * @param <J> kind of job
 */
final class RoleQueue<J> {
  private final String role;
  private final Batcher<J> batcher;
  private final Admission admission;
  private final ServingThreads threads;

  /**
   * A queue without work.
   *
   * @param role name of the role
   * @param engine what does the work
   * @param lanes most runs at a time
   * @param batchTime how long a run should take at most
   * @param threads what runs it
   * @param limits how much may be unanswered
   * @param metrics is told of runs
   */
  RoleQueue(
      String role,
      BatchEngine<J> engine,
      int lanes,
      Duration batchTime,
      ServingThreads threads,
      ModelLimits limits,
      ModelMetrics metrics) {
    this.role = role;
    this.threads = threads;
    this.admission = new Admission(limits.queueSize(), limits.queueRows());
    this.batcher =
        new Batcher<>(
            engine,
            threads.engine(),
            lanes,
            batchTime.toNanos(),
            System::nanoTime,
            metrics.role(role));
  }

  void publish(ModelMetrics metrics) {
    metrics.watch(role, batcher, admission);
  }

  boolean hasRoom() {
    return admission.hasRoom();
  }

  /** The work of one request for this role: it has one place, however many jobs it brings. */
  Share share() {
    return new Share();
  }

  /** What one request has here. */
  final class Share implements AutoCloseable {
    private Admission.Place place;
    private long rows;
    private boolean closed;

    /**
     * Brings a job.
     *
     * @param job the job
     * @param jobRows its rows
     * @param next makes the result, on a thread for answers
     * @return the result or the failure of the run, on a thread for answers; to cancel it withdraws
     *     the job
     * @throws org.mollify.server.batch.QueueFullException when too much is unanswered, and this is
     *     the first job of the request
     */
    <T> CompletableFuture<T> submit(J job, int jobRows, Function<J, T> next) {
      enter(jobRows);
      CompletableFuture<J> run = batcher.submit(job);
      CompletableFuture<T> result =
          run.handleAsync(
              (done, failure) -> {
                leave(jobRows);
                if (failure != null) {
                  throw new CompletionException(failure);
                }
                return next.apply(done);
              },
              threads.answers());
      result.whenComplete(
          (value, failure) -> {
            if (result.isCancelled()) {
              run.cancel(false);
            }
          });
      return result;
    }

    @Override
    public synchronized void close() {
      closed = true;
      if (place != null) {
        place.close();
      }
    }

    private synchronized void enter(int more) {
      if (place == null) {
        place = admission.enter(more);
      }
      rows += more;
      place.resize(rows);
      if (closed) {
        place.close();
      }
    }

    private synchronized void leave(int fewer) {
      rows -= fewer;
    }
  }
}
