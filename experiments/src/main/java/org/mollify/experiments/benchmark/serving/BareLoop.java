package org.mollify.experiments.benchmark.serving;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Runs a {@link BareGraph} over and over, or when requests are due: what a machine allows at best.
 * A program of its own, so that it can be bound to the processors of the server.
 */
public final class BareLoop {
  private static final long SEED = 1;
  private static final long LONGEST_MICROS = 600_000_000;

  private BareLoop() {}

  /**
   * Prints runs a second; or, with a rate, the median and the 99th percentile of milliseconds from
   * when a request was due to the end of its run, for requests that come at random times and are
   * served in their order.
   *
   * @param args bundle, workload, loops at the same time, seconds, and requests a second or nothing
   * @throws IOException when the graph cannot be loaded or fails
   */
  public static void main(String[] args) throws IOException {
    Workload workload = Workload.parse(args[1]);
    int threads = Integer.parseInt(args[2]);
    double seconds = Double.parseDouble(args[3]);
    try (BareGraph graph = new BareGraph(Path.of(args[0]), workload)) {
      saturate(graph, 1);
      if (args.length < 5) {
        AtomicLong runs = new AtomicLong();
        long start = System.nanoTime();
        everyThread(threads, () -> runs.addAndGet(saturate(graph, seconds)));
        System.out.printf("%.3f%n", runs.get() / ((System.nanoTime() - start) * 1e-9));
      } else {
        Arrivals arrivals = new Arrivals(Double.parseDouble(args[4]), SEED);
        Histogram waits = new ConcurrentHistogram(LONGEST_MICROS, 3);
        long start = System.nanoTime();
        everyThread(threads, () -> serve(graph, arrivals, start, seconds, waits));
        System.out.printf(
            "%.2f %.2f%n",
            waits.getValueAtPercentile(50) * 1e-3, waits.getValueAtPercentile(99) * 1e-3);
      }
    }
  }

  private static long saturate(BareGraph graph, double seconds) {
    long runs = 0;
    for (long end = System.nanoTime() + (long) (seconds * 1e9); System.nanoTime() < end; ) {
      graph.run();
      runs++;
    }
    return runs;
  }

  private static Void serve(
      BareGraph graph, Arrivals arrivals, long start, double seconds, Histogram waits) {
    for (long due = arrivals.next(); due < seconds * 1e9; due = arrivals.next()) {
      for (long early = due - (System.nanoTime() - start);
          early > 0;
          early = due - (System.nanoTime() - start)) {
        LockSupport.parkNanos(early);
      }
      graph.run();
      waits.recordValue(Math.min((System.nanoTime() - start - due) / 1000, LONGEST_MICROS));
    }
    return null;
  }

  private static void everyThread(int threads, Callable<?> task) throws IOException {
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
