package org.mollify.experiments.benchmark.serving;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.Bundle;
import org.mollify.runtime.io.NpyWriter;

/**
 * Loads a running server with requests to score rows, closed and open, and puts beside it what ONNX
 * Runtime alone does with the same rows. The server and the load share the machine, so the
 * processors that the load takes are printed with every line. Run it alone on the machine, through
 * {@code benchmarks/serving.sh}.
 */
public final class ServingBenchmark {
  private static final long SEED = 1;
  private static final double[] SHARES = {0.25, 0.5, 0.75, 0.9};

  private final Bundle bundle;
  private final double[] values;
  private final int rows;
  private final URI server;
  private final double seconds;

  private ServingBenchmark(Bundle bundle, double[] values, int rows, URI server, double seconds) {
    this.bundle = bundle;
    this.values = values;
    this.rows = rows;
    this.server = server;
    this.seconds = seconds;
  }

  /**
   * Runs the benchmark.
   *
   * @param args address of the server, bundle that it serves as its default model, rows of a
   *     request, {@code npy} or {@code json}, connections, seconds of each load, threads of the
   *     bare loop
   * @throws IOException when the bundle cannot be opened or the server cannot be reached
   */
  public static void main(String[] args) throws IOException {
    URI server = URI.create(args[0]);
    int rows = Integer.parseInt(args[2]);
    int connections = Integer.parseInt(args[4]);
    int threads = Integer.parseInt(args[6]);
    Bundle bundle = Bundle.open(Path.of(args[1]));
    ServingBenchmark benchmark =
        new ServingBenchmark(
            bundle, draw(Path.of(args[1]), rows), rows, server, Double.parseDouble(args[5]));
    benchmark.run(args[3], connections, threads);
  }

  private void run(String format, int connections, int threads) throws IOException {
    String mediaType = format.equals("npy") ? "application/x-npy" : "application/json";
    byte[] body = format.equals("npy") ? npy() : json();
    byte[] request = HttpConnection.post(server.getAuthority(), "/loglik", mediaType, body);
    Load load = new Load(server.getHost(), server.getPort(), request);
    System.out.printf(
        "%s: %d rows of %d values as %s, %d bytes a request, %.0f s each%n%n",
        bundle.manifest().name(), rows, values.length / rows, format, body.length, seconds);
    load.closed(connections, seconds);
    double bare = new BareLoop(bundle, values, rows).runsPerSecond(threads, seconds);
    System.out.println(LoadReport.HEAD);
    System.out.println(LoadReport.HEAD.replaceAll("[^|]+", "---"));
    System.out.println(load.closed(1, seconds).line(rows));
    LoadReport full = load.closed(connections, seconds);
    System.out.println(full.line(rows));
    for (double share : SHARES) {
      double rate = share * full.answeredPerSecond();
      System.out.println(load.open(rate, 4 * connections, seconds, SEED).line(rows));
    }
    System.out.printf(
        "%nONNX Runtime alone, %d threads, %d rows a run: %.0f runs/s, %.0f rows/s;"
            + " the server answered %.0f %% of that%n",
        threads, rows, bare, bare * rows, 100 * full.answeredPerSecond() / bare);
  }

  /** Samples of the model itself; grey levels are whole numbers. */
  private static double[] draw(Path folder, int rows) throws IOException {
    try (GenerativeModel model = GenerativeModel.open(folder)) {
      boolean image = "image".equals(model.manifest().data().kind());
      return Arrays.stream(model.sample(rows, SEED))
          .flatMapToDouble(Arrays::stream)
          .map(value -> image ? Math.min(255, Math.max(0, Math.rint(value))) : value)
          .toArray();
    }
  }

  private byte[] npy() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (NpyWriter writer =
        new NpyWriter(bytes, NpyWriter.Type.FLOAT64, rows, values.length / rows)) {
      writer.write(values);
    }
    return bytes.toByteArray();
  }

  private byte[] json() {
    int width = values.length / rows;
    StringBuilder text = new StringBuilder("{\"rows\":[");
    for (int r = 0; r < rows; r++) {
      text.append(r == 0 ? "[" : ",[")
          .append(
              Arrays.stream(values, r * width, (r + 1) * width)
                  .mapToObj(Double::toString)
                  .collect(Collectors.joining(",")))
          .append(']');
    }
    return text.append("]}").toString().getBytes(StandardCharsets.US_ASCII);
  }
}
