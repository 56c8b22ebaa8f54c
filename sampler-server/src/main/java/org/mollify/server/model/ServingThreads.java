package org.mollify.server.model;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that all models share: those that run graphs; those that make answers, so that no
 * graph waits for a text to be made, and write what fits into a buffer; and those that write longer
 * ones, so that nobody waits for a client that reads slowly. How much the first two have to do is
 * bounded where work is taken; of the last there are as many as connections that an answer is being
 * written to, each of which has one at a time.
 *
 * @param engine what runs graphs
 * @param answers what follows the runs, up to the bytes of an answer
 * @param writers what writes long ones; takes every task at once
 * @param count number of threads that run graphs
 */
public record ServingThreads(Executor engine, Executor answers, Executor writers, int count)
    implements AutoCloseable {
  private static final long IDLE_SECONDS = 10;

  /** So many threads for each of the first two. */
  public static ServingThreads of(int count) {
    return new ServingThreads(pool("engine", count), pool("answer", count), elastic(), count);
  }

  /** As many threads as there are clients to wait for. */
  public static ExecutorService elastic() {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        named("writer"));
  }

  /** Lets what was begun end. */
  @Override
  public void close() {
    stop(engine);
    stop(answers);
    stop(writers);
  }

  private static ExecutorService pool(String name, int count) {
    return Executors.newFixedThreadPool(count, named(name));
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> new Thread(task, name + "-" + number.incrementAndGet());
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
