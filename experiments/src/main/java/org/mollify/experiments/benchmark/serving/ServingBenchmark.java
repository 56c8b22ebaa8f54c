package org.mollify.experiments.benchmark.serving;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * Loads a running server with one request, closed and open, and puts beside it what ONNX Runtime
 * alone did with the same values. Run it through {@code benchmarks/serving.sh}, which binds server,
 * loop and load to processors of their own where there are any.
 */
public final class ServingBenchmark {
  private static final long SEED = 1;

  /** On one processor the compiler of the server's JVM competes with its work for half a minute. */
  private static final double WARM_UP = 3;

  /**
   * Of the bare loop's rate, so that servers over the same graph are asked alike; else of its own.
   */
  private static final double[] SHARES = {0.25, 0.5, 0.75, 0.9};

  private ServingBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args address of the server, bundle that it serves as its default model, workload,
   *     connections, seconds of each load, runs a second of the bare loop or 0, {@code closed} for
   *     the closed load alone
   * @throws IOException when the bundle cannot be opened or the server cannot be reached
   */
  public static void main(String[] args) throws IOException {
    URI server = URI.create(args[0]);
    Workload workload = Workload.parse(args[2]);
    int connections = Integer.parseInt(args[3]);
    double seconds = Double.parseDouble(args[4]);
    double bare = Double.parseDouble(args[5]);
    byte[] request = workload.request(server.getAuthority(), Path.of(args[1]));
    Load load = new Load(server.getHost(), server.getPort(), request);
    load.closed(connections, WARM_UP * seconds);
    System.out.printf("%s, %d bytes a request, %.0f s each%n", workload, request.length, seconds);
    System.out.println(LoadReport.HEAD);
    System.out.println(LoadReport.HEAD.replaceAll("[^|]+", "---"));
    LoadReport alone = load.closed(1, seconds);
    System.out.println(alone.line(workload.rows()));
    LoadReport full = load.closed(connections, seconds);
    System.out.println(full.line(workload.rows()));
    if (args.length < 7) {
      double whole = bare > 0 ? bare : full.answeredPerSecond();
      for (double share : SHARES) {
        LoadReport open = load.open(share * whole, 4 * connections, seconds, SEED);
        System.out.println(open.line(workload.rows()));
      }
    }
    if (bare > 0) {
      System.out.printf(
          "ONNX Runtime alone: %.1f runs/s, %.2f ms a run; the server answered %.0f %% of that%n",
          bare, 1000 / bare, 100 * full.answeredPerSecond() / bare);
    }
  }
}
