package org.mollify.experiments.benchmark.serving;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs a {@link BareGraph} over and over, or when requests are due: what a machine allows at best.
 * A program of its own, so that it can be bound to the processors of the servers.
 */
public final class BareLoop {
  private final BareGraph graph;
  private final int threads;

  private BareLoop(BareGraph graph, int threads) {
    this.graph = graph;
    this.threads = threads;
  }

  /**
   * Does what each line of standard input says, {@code SECONDS} or {@code SECONDS SCHEDULE}: for so
   * long as many runs as there can be, or those of a {@link Schedule}, served in their order.
   * Answers with a line of microseconds: how long that took, and for each run how long it took from
   * when it was due.
   *
   * @param args bundle, workload, loops at the same time
   * @throws IOException when the graph cannot be loaded or fails
   */
  public static void main(String[] args) throws IOException {
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    try (BareGraph graph = new BareGraph(Path.of(args[0]), Workload.parse(args[1]))) {
      BareLoop loop = new BareLoop(graph, Integer.parseInt(args[2]));
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        String[] words = line.split(" ");
        Arrivals arrivals = words.length > 1 ? Schedule.parse(words[1]).start() : null;
        System.out.println(loop.answer(Double.parseDouble(words[0]), arrivals));
      }
    }
  }

  private String answer(double seconds, Arrivals arrivals) throws IOException {
    ConcurrentLinkedQueue<Long> micros = new ConcurrentLinkedQueue<>();
    long start = System.nanoTime();
    everyThread(() -> serve(start, (long) (seconds * 1e9), arrivals, micros));
    StringBuilder line = new StringBuilder();
    line.append((System.nanoTime() - start) / 1000);
    micros.forEach(one -> line.append(' ').append(one));
    return line.toString();
  }

  private Void serve(long start, long end, Arrivals arrivals, ConcurrentLinkedQueue<Long> micros) {
    for (long due = due(start, arrivals); due < end; due = due(start, arrivals)) {
      for (long early = due - (System.nanoTime() - start);
          early > 0;
          early = due - (System.nanoTime() - start)) {
        LockSupport.parkNanos(early);
      }
      graph.run();
      micros.add((System.nanoTime() - start - due) / 1000);
    }
    return null;
  }

  private static long due(long start, Arrivals arrivals) {
    return arrivals == null ? System.nanoTime() - start : arrivals.next();
  }

  private void everyThread(Callable<?> task) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(task));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the loop was interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("a loop failed: " + e.getCause().getMessage(), e);
    } finally {
      pool.shutdownNow();
    }
  }
}
