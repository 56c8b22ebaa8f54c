package org.mollify.experiments.benchmark.serving;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.Bundle;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.io.NpyWriter;

/**
 * One request, again and again: rows to score, or a number of samples, in one format. Written
 * {@code loglik:256:npy} or {@code sample:64:json}.
 *
 * @param role {@code loglik} or {@code sample}
 * @param rows rows sent or asked for
 * @param format {@code npy} or {@code json}, of the body and of the answer
 */
record Workload(String role, int rows, String format) {
  private static final long SEED = 1;

  /**
   * Values of one input of a graph.
   *
   * @param shape shape of one item
   * @param values values of all items, one after another
   */
  record Feed(long[] shape, double[] values) {}

  /**
   * Reads a workload.
   *
   * @param text {@code ROLE:ROWS:FORMAT}
   * @return the workload
   * @throws IllegalArgumentException if it is not of that form
   */
  static Workload parse(String text) {
    String[] parts = text.split(":");
    if (!text.matches("(loglik|sample|health):[1-9][0-9]{0,6}:(npy|json)")) {
      throw new IllegalArgumentException(
          "expected a workload such as loglik:256:npy or sample:64:json, got '" + text + "'");
    }
    return new Workload(parts[0], Integer.parseInt(parts[1]), parts[2]);
  }

  /**
   * Head and body of the request.
   *
   * @param server where the server has the paths of the bundle's routes; another path than the root
   *     goes before them
   * @param bundle what the server has as its default model
   * @return the bytes to send
   * @throws IOException when the bundle cannot be opened
   */
  byte[] request(URI server, Path bundle) throws IOException {
    String host = server.getAuthority();
    String base = server.getPath().replaceFirst("/$", "");
    String mediaType = format.equals("npy") ? "application/x-npy" : "application/json";
    if (role.equals("health")) {
      return HttpConnection.get(host, base + "/health/live", mediaType);
    }
    if (role.equals("sample")) {
      String path = base + "/sample?n=%d&seed=%d".formatted(rows, SEED);
      return HttpConnection.get(host, path, mediaType);
    }
    double[] values = items(bundle);
    byte[] body = format.equals("npy") ? npy(values) : json(values);
    return HttpConnection.post(host, base + "/loglik", mediaType, body);
  }

  /** What one run of the graph takes for this request. */
  Map<String, Feed> feeds(Bundle bundle, Path folder) throws IOException {
    BundleManifest.Graph graph = bundle.manifest().graphs().get(role);
    Map<String, Feed> feeds = new LinkedHashMap<>();
    if (graph.dataInput() != null) {
      List<Long> shape = bundle.manifest().data().shape();
      feeds.put(graph.dataInput(), new Feed(sizes(shape), items(folder)));
    }
    List<BundleManifest.Noise> noises = new ArrayList<>();
    if (graph.noise() != null) {
      noises.addAll(graph.noise());
    }
    SplittableRandom random = new SplittableRandom(SEED);
    for (BundleManifest.Noise noise : noises) {
      boolean normal = noise.distribution() == BundleManifest.Distribution.NORMAL;
      double[] values = new double[Math.toIntExact(rows * noise.dimensions())];
      Arrays.setAll(values, i -> normal ? random.nextGaussian() : random.nextDouble());
      feeds.put(noise.input(), new Feed(sizes(noise.shape()), values));
    }
    return feeds;
  }

  /** Samples of the model itself; grey levels are whole numbers. */
  private double[] items(Path folder) throws IOException {
    try (GenerativeModel model = GenerativeModel.open(folder)) {
      boolean image = "image".equals(model.manifest().data().kind());
      return Arrays.stream(model.sample(rows, SEED))
          .flatMapToDouble(Arrays::stream)
          .map(value -> image ? Math.min(255, Math.max(0, Math.rint(value))) : value)
          .toArray();
    }
  }

  private byte[] npy(double[] values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (NpyWriter writer =
        new NpyWriter(bytes, NpyWriter.Type.FLOAT64, rows, values.length / rows)) {
      writer.write(values);
    }
    return bytes.toByteArray();
  }

  private byte[] json(double[] values) {
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

  private static long[] sizes(List<Long> shape) {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public String toString() {
    return role + ":" + rows + ":" + format;
  }
}
