package org.mollify.server.model;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * The threads that run models, apart from those that read requests, with a queue of bounded length.
 * When the queue is full a request is turned away at once.
 */
final class InferencePool implements AutoCloseable {
  private static final Map<String, String> RETRY = Map.of("Retry-After", "1");

  private final ThreadPoolExecutor executor;
  private final int queueSize;
  private final int stopTimeoutSeconds;

  InferencePool(int workers, int queueSize, int stopTimeoutSeconds) {
    this.queueSize = queueSize;
    this.stopTimeoutSeconds = stopTimeoutSeconds;
    AtomicInteger number = new AtomicInteger();
    this.executor =
        new ThreadPoolExecutor(
            workers,
            workers,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queueSize),
            task -> new Thread(task, "inference-" + number.incrementAndGet()));
  }

  /**
   * Runs a task on a worker.
   *
   * @param task what to compute
   * @return its result; stages that follow run on the worker
   * @throws ProblemException with status 503 when the queue is full or the server is stopping
   */
  <T> CompletableFuture<T> submit(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      executor.execute(
          () -> {
            try {
              result.complete(task.call());
            } catch (Throwable e) {
              result.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      throw new ProblemException(
          ProblemType.BUSY,
          executor.isShutdown()
              ? "the server is stopping; ask again later"
              : "all workers are busy and " + queueSize + " requests wait; ask again in a second",
          RETRY);
    }
    return result;
  }

  /** Whether another task would be taken now. */
  boolean accepts() {
    return !executor.isShutdown() && executor.getQueue().remainingCapacity() > 0;
  }

  /** Lets the tasks taken so far finish, up to the stop timeout. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      executor.awaitTermination(stopTimeoutSeconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
