package org.mollify.server.model;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that changes what is served, one change after another. Nothing that a change throws
 * ends it, not even an {@link Error}: whoever asked is told, and the next change is made.
 */
final class ModelChanges implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelChanges.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "model-loader"));

  /** What changes models. */
  @FunctionalInterface
  interface Change<T> {
    T make() throws IOException;
  }

  /**
   * Makes a change in its turn.
   *
   * @return completes with its result, or with whatever it throws
   */
  <T> CompletableFuture<T> make(Change<T> change) {
    CompletableFuture<T> result = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
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
            change.run();
          } catch (Throwable e) {
            LOG.error("a look at the models failed; the next is in {} ms", millis, e);
          }
        },
        millis,
        millis,
        TimeUnit.MILLISECONDS);
  }

  /** Lets what was begun end. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
