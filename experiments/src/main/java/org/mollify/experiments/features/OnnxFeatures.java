package org.mollify.experiments.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.mollify.runtime.Provider;
import org.mollify.runtime.graph.OnnxGraph;
import org.mollify.runtime.graph.Port;
import org.mollify.runtime.graph.SessionSettings;

/**
 * Any ONNX file with one input {@code [N, C, H, W]} of grey levels 0..255 and one output {@code [N,
 * d]}, run by ONNX Runtime. Grey levels are rounded first, as a picture file would hold them.
 */
public final class OnnxFeatures implements FeatureNetwork {

  private static final int BATCH = 64;
  private static final int SHOWN_DIGITS = 8;

  private final OnnxGraph graph;
  private final Port input;
  private final Port output;
  private final String name;

  private OnnxFeatures(OnnxGraph graph, Port input, Port output, String name) {
    this.graph = graph;
    this.input = input;
    this.output = output;
    this.name = name;
  }

  /**
   * Opens a file.
   *
   * @param file the ONNX file
   * @return the network, named by the file and its digest, to be closed
   * @throws IOException if the file cannot be read or is no such network
   */
  public static OnnxFeatures open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no feature network %s".formatted(file));
    }
    OnnxGraph graph = OnnxGraph.open(file, new SessionSettings(Provider.CPU, 0, 1));
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      graph.close();
      throw new IOException(
          "%s has %d inputs and %d outputs; a feature network has one each"
              .formatted(file, graph.inputs().size(), graph.outputs().size()));
    }
    Port input = graph.inputs().values().iterator().next();
    Port output = graph.outputs().values().iterator().next();
    if (input.itemShape().length != 3 || output.itemShape().length != 1) {
      graph.close();
      throw new IOException(
          "%s maps items of shape %s to %s; a feature network maps [C, H, W] to [d]"
              .formatted(
                  file, Arrays.toString(input.itemShape()), Arrays.toString(output.itemShape())));
    }
    String stem = String.valueOf(file.getFileName()).replaceFirst("\\.onnx$", "");
    return new OnnxFeatures(graph, input, output, stem + "-" + digest(file));
  }

  private static String digest(Path file) throws IOException {
    try {
      byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(sha256).substring(0, SHOWN_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int dimension() {
    return (int) output.itemShape()[0];
  }

  @Override
  public float[] features(double[][] images, int height, int width) {
    long[] shape = input.itemShape();
    if (shape[1] != height || shape[2] != width) {
      throw new IllegalArgumentException(
          "feature network %s takes images of %d x %d pixels; got %d x %d"
              .formatted(name, shape[2], shape[1], width, height));
    }
    int values = Math.toIntExact(shape[0] * shape[1] * shape[2]);
    float[] features = new float[Math.multiplyExact(images.length, dimension())];
    for (int from = 0; from < images.length; from += BATCH) {
      int first = from;
      int count = Math.min(BATCH, images.length - from);
      if (images[from].length != values) {
        throw new IllegalArgumentException(
            "feature network %s takes %d grey levels an image; got %d"
                .formatted(name, values, images[from].length));
      }
      double[] part =
          graph
              .run(
                  count,
                  count,
                  Map.of(input.name(), shape),
                  Map.of(input.name(), (row, into) -> rounded(images[first + row], into)),
                  Set.of(output.name()))
              .get(output.name());
      for (int i = 0; i < part.length; i++) {
        features[from * dimension() + i] = (float) part[i];
      }
    }
    return features;
  }

  private static void rounded(double[] image, double[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = Math.max(0, Math.min(255, Math.floor(image[i] + 0.5)));
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
