package org.mollify.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.mollify.server.model.ServingThreads;

/** Threads of an engine that do nothing until a gate is opened. */
final class GatedThreads implements AutoCloseable {
  private final CountDownLatch gate = new CountDownLatch(1);
  private final ExecutorService engine;
  private final ExecutorService answers = Executors.newFixedThreadPool(2);
  private final ExecutorService writers = ServingThreads.elastic();
  private final int count;

  GatedThreads(int count) {
    this.count = count;
    this.engine = Executors.newFixedThreadPool(count);
  }

  ServingThreads threads() {
    return new ServingThreads(
        task ->
            engine.execute(
                () -> {
                  try {
                    gate.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                  }
                  task.run();
                }),
        answers,
        writers,
        count);
  }

  void open() {
    gate.countDown();
  }

  @Override
  public void close() {
    open();
    engine.shutdown();
    answers.shutdown();
    writers.shutdown();
  }
}
