package org.mollify.experiments.benchmark.serving;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sends the same request over several connections for some time.
 *
 * <p>Closed: each connection sends its next request when it has its answer; latency is from sending
 * to the last byte. Open: requests are due at the times of a {@link Schedule} and latency is from
 * when one was due, so that a server that stalls is charged with all requests that should have been
 * sent meanwhile (no coordinated omission). An open load needs more connections than are busy at a
 * time.
 */
final class Load {
  /** Latencies above are counted as that. */
  static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

  private final String host;
  private final int port;
  private final byte[] request;

  /**
   * What to send where.
   *
   * @param host the server
   * @param port its port
   * @param request head and body
   */
  Load(String host, int port, byte[] request) {
    this.host = host;
    this.port = port;
    this.request = request;
  }

  /** When one connection sends its next request, in nanoseconds from the start. */
  @FunctionalInterface
  private interface Due {
    long next(long now);
  }

  /** Sends as fast as answers come. */
  LoadReport closed(int connections, double seconds) throws IOException {
    return run("closed", 0, connections, seconds, now -> now);
  }

  /** Sends at a rate, whatever comes back. */
  LoadReport open(Schedule schedule, int connections, double seconds) throws IOException {
    Arrivals arrivals = schedule.start();
    String mode = schedule.times().toString();
    return run(mode, schedule.perSecond(), connections, seconds, now -> arrivals.next());
  }

  private LoadReport run(String mode, double rate, int connections, double seconds, Due due)
      throws IOException {
    Histogram latencies = new ConcurrentHistogram(LONGEST_MICROS, 3);
    AtomicLong failures = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    List<HttpConnection> opened = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        opened.add(new HttpConnection(host, port));
      }
      long cpu = system.getProcessCpuTime();
      long start = System.nanoTime();
      long end = (long) (seconds * 1e9);
      List<Future<?>> running = new ArrayList<>();
      for (HttpConnection connection : opened) {
        running.add(
            threads.submit(
                () -> {
                  send(connection, start, end, due, latencies, failures);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        await(one);
      }
      double took = (System.nanoTime() - start) * 1e-9;
      double share = (system.getProcessCpuTime() - cpu) * 1e-9 / took;
      return new LoadReport(mode, connections, rate, took, latencies.copy(), failures.get(), share);
    } finally {
      threads.shutdownNow();
      for (HttpConnection connection : opened) {
        connection.close();
      }
    }
  }

  private void send(
      HttpConnection connection,
      long start,
      long end,
      Due due,
      Histogram latencies,
      AtomicLong failures)
      throws IOException {
    for (long at = due.next(System.nanoTime() - start);
        at < end;
        at = due.next(System.nanoTime() - start)) {
      for (long early = at - (System.nanoTime() - start);
          early > 0;
          early = at - (System.nanoTime() - start)) {
        LockSupport.parkNanos(early);
      }
      int status = connection.exchange(request);
      long micros = (System.nanoTime() - start - at) / 1000;
      if (status == 200) {
        latencies.recordValue(Math.min(Math.max(micros, 0), LONGEST_MICROS));
      } else {
        failures.incrementAndGet();
      }
    }
  }

  private static void await(Future<?> one) throws IOException {
    try {
      one.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the load was interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("a connection failed: " + e.getCause().getMessage(), e);
    }
  }
}
