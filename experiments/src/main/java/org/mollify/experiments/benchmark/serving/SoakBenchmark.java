package org.mollify.experiments.benchmark.serving;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Keeps a running server saturated for a long time and watches its process (Linux): resident memory
 * and open file handles, once a minute. The load goes round the given workloads, a few seconds
 * each.
 */
public final class SoakBenchmark {
  private static final double TURN_SECONDS = 5;
  private static final String HEAD =
      "| minute | answered | refused | p50 ms | p99 ms | resident MB | handles |";

  private SoakBenchmark() {}

  /**
   * Runs the soak.
   *
   * @param args address of the server, its process, bundle that it serves, connections, minutes,
   *     one or more workloads
   * @throws IOException when the server cannot be reached or its process ended
   */
  public static void main(String[] args) throws IOException {
    URI server = URI.create(args[0]);
    Path process = Path.of("/proc", args[1]);
    Path bundle = Path.of(args[2]);
    int connections = Integer.parseInt(args[3]);
    int minutes = Integer.parseInt(args[4]);
    Load[] loads = new Load[args.length - 5];
    for (int i = 0; i < loads.length; i++) {
      byte[] request = Workload.parse(args[i + 5]).request(server, bundle);
      loads[i] = new Load(server.getHost(), server.getPort(), request);
    }
    System.out.println(HEAD);
    System.out.println(HEAD.replaceAll("[^|]+", "---"));
    long start = System.nanoTime();
    int turn = 0;
    for (int minute = 1; minute <= minutes; minute++) {
      LoadReport last;
      long answered = 0;
      long refused = 0;
      do {
        last = loads[turn++ % loads.length].closed(connections, TURN_SECONDS);
        answered += last.latencies().getTotalCount();
        refused += last.failures();
      } while (System.nanoTime() - start < minute * 60e9);
      System.out.printf(
          "| %d | %d | %d | %.2f | %.2f | %.0f | %d |%n",
          minute,
          answered,
          refused,
          last.latencies().getValueAtPercentile(50) * 1e-3,
          last.latencies().getValueAtPercentile(99) * 1e-3,
          residentMegabytes(process),
          handles(process));
    }
  }

  private static double residentMegabytes(Path process) throws IOException {
    for (String line : Files.readAllLines(process.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    throw new IOException(process + " has no resident memory: the server ended");
  }

  private static long handles(Path process) throws IOException {
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return files.count();
    }
  }
}
