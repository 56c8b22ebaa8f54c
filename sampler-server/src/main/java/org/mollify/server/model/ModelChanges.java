package org.mollify.server.model;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that changes what is served, one change after another. Nothing that a change throws
 * ends it, not even an {@link Error}: whoever asked is told, and the next change is made.
 */
final class ModelChanges {
  private static final Logger LOG = LoggerFactory.getLogger(ModelChanges.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "model-loader"));

  private volatile boolean stopping;

  /** What changes models. */
  @FunctionalInterface
  interface Change<T> {
    T make() throws IOException;
  }

  /**
   * Makes a change in its turn.
   *
   * @return completes with its result, or with whatever it throws; with a {@link ProblemException}
   *     of status 503 where no change is begun any more
   */
  <T> CompletableFuture<T> make(Change<T> change) {
    if (stopping) {
      return CompletableFuture.failedFuture(stopping());
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            if (stopping) {
              throw stopping();
            }
            result.complete(change.make());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** Makes a change over and over, with so many milliseconds in between. */
  void repeat(long millis, Runnable change) {
    thread.scheduleWithFixedDelay(
        () -> {
          try {
            if (!stopping) {
              change.run();
            }
          } catch (Throwable e) {
            LOG.error("a look at the models failed; the next is in {} ms", millis, e);
          }
        },
        millis,
        millis,
        TimeUnit.MILLISECONDS);
  }

  /** From now on no change is begun; one that was goes on. */
  void beginStop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  /**
   * Lets the change that was begun end, and makes a last one.
   *
   * @param longest how long to wait for both; if it is not enough, they are made later
   * @param last the last change
   */
  void close(Duration longest, Runnable last) {
    beginStop();
    if (thread.isShutdown()) {
      return;
    }
    thread.execute(last);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("a change of models goes on; the server did not wait for its end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ProblemException stopping() {
    return new ProblemException(
        ProblemType.BUSY,
        "the server is stopping and changes its models no more; ask again later",
        Map.of("Retry-After", "1"));
  }
}
