package org.mollify.server.model;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that all models share: those that run graphs, and those that write answers, so that
 * no graph waits for a text to be written. How much they have to do is bounded where work is taken.
 *
 * @param engine what runs graphs
 * @param answers what follows the runs
 * @param count number of threads that run graphs
 */
public record ServingThreads(Executor engine, Executor answers, int count)
    implements AutoCloseable {

  /** So many threads for each of both. */
  public static ServingThreads of(int count) {
    return new ServingThreads(pool("engine", count), pool("answer", count), count);
  }

  /** Lets what was begun end. */
  @Override
  public void close() {
    stop(engine);
    stop(answers);
  }

  private static ExecutorService pool(String name, int count) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        count, task -> new Thread(task, name + "-" + number.incrementAndGet()));
  }

  private static void stop(Executor executor) {
    if (executor instanceof ExecutorService service) {
      service.shutdown();
      try {
        if (!service.awaitTermination(5, TimeUnit.SECONDS)) {
          service.shutdownNow();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
