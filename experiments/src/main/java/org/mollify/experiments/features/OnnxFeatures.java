package org.mollify.experiments.features;

import ai.djl.util.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.mollify.runtime.bundle.Fingerprint;
import org.mollify.runtime.graph.OnnxGraph;
import org.mollify.runtime.graph.Port;
import org.mollify.runtime.graph.SessionSettings;
import org.mollify.trainer.data.InvalidDataException;

/**
 * Any ONNX network with one input {@code [N, C, H, W]} and an output {@code [N, d]} (or {@code [N,
 * d, 1, 1]}). Images are resized to the input's H and W, bilinearly and without antialiasing, and
 * handed over as grey levels 0..255, to a uint8 input rounded; scaling belongs into the graph.
 */
public final class OnnxFeatures implements FeatureNetwork {

  /** Numbers in one run's input: 4 million, 32 MiB as double. */
  private static final long MOST_SCALARS = 1L << 22;

  /** Runs are padded to a multiple, so that an image's features do not depend on its neighbours. */
  private static final int MULTIPLE = 2;

  private static final int DIGEST_DIGITS = 12;

  private final OnnxGraph graph;
  private final String name;
  private final Port input;
  private final String output;
  private final int dimension;

  private OnnxFeatures(OnnxGraph graph, String name, Port input, Port output) {
    this.graph = graph;
    this.name = name;
    this.input = input;
    this.output = output.name();
    this.dimension = Math.toIntExact(output.itemShape()[0]);
  }

  /**
   * Opens a network named for its file and the first digits of the file's sha256.
   *
   * @param file the ONNX file
   * @param threads threads that share one operator, 0 for ONNX Runtime's choice
   * @throws InvalidDataException with one line if the file is missing or no such network
   * @throws IOException if the file cannot be loaded
   */
  public static OnnxFeatures open(Path file, int threads) throws IOException {
    return open(file, file.getFileName().toString(), threads);
  }

  /**
   * Opens a network.
   *
   * @param label how to name it; the first digits of the file's sha256 are added
   */
  public static OnnxFeatures open(Path file, String label, int threads) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidDataException("there is no feature network " + file);
    }
    String name =
        "%s, sha256 %s".formatted(label, Fingerprint.of(file).sha256().substring(0, DIGEST_DIGITS));
    SessionSettings cpu = SessionSettings.CPU;
    OnnxGraph graph =
        OnnxGraph.open(file, new SessionSettings(cpu.provider(), cpu.deviceId(), threads));
    try {
      Pair<Port, Port> ports = ports(file, graph);
      return new OnnxFeatures(graph, name, ports.getKey(), ports.getValue());
    } catch (IOException | RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  private static Pair<Port, Port> ports(Path file, OnnxGraph graph) throws InvalidDataException {
    Port input = graph.inputs().values().iterator().next();
    long[] item = input.itemShape();
    boolean typed = input.supported();
    if (graph.inputs().size() != 1 || !typed || item.length != 3 || item[0] < 1 || !fixed(item)) {
      throw new InvalidDataException(
          ("%s is no feature network: expected one input [N, C, H, W] of float, double or uint8 with"
                  + " fixed C, H and W, found %s")
              .formatted(file, describe(graph.inputs())));
    }
    Port output = graph.outputs().values().iterator().next();
    long[] features = output.itemShape();
    boolean flat = features.length >= 1 && features[0] >= 1;
    for (int i = 1; i < features.length; i++) {
      flat &= features[i] == 1;
    }
    if (!flat) {
      throw new InvalidDataException(
          "%s is no feature network: expected a first output [N, d] with fixed d, found %s"
              .formatted(file, describe(graph.outputs())));
    }
    return new Pair<>(input, output);
  }

  private static boolean fixed(long[] item) {
    // Images of the open sizes would come unresized; a network then has features of any size.
    return item[1] >= 1 && item[2] >= 1;
  }

  private static String describe(Map<String, Port> ports) {
    StringBuilder text = new StringBuilder();
    ports.forEach(
        (name, port) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(name)
                .append(' ')
                .append(port.type())
                .append(" [N, ")
                .append(Arrays.toString(port.itemShape()).substring(1)));
    return text.toString();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public float[] features(PixelBatch images) {
    long[] item = input.itemShape();
    if (images.channels() != item[0]) {
      throw new IllegalArgumentException(
          "the feature network %s takes images of %d channels, got %d"
              .formatted(name, item[0], images.channels()));
    }
    float[] features = new float[Math.multiplyExact(images.count(), dimension)];
    int most =
        (int) Math.max(1, MOST_SCALARS / (item[0] * item[1] * item[2]) / MULTIPLE) * MULTIPLE;
    for (int start = 0; start < images.count(); start += most) {
      run(images, start, Math.min(most, images.count() - start), features);
    }
    return features;
  }

  private void run(PixelBatch images, int start, int rows, float[] features) {
    long[] item = input.itemShape();
    int cells = (int) (item[1] * item[2]);
    int imageCells = images.height() * images.width();
    boolean whole = input.isBytes();
    BilinearResize resize =
        new BilinearResize(images.height(), images.width(), (int) item[1], (int) item[2]);
    int padded = (rows + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
    double[] values =
        graph
            .run(
                rows,
                padded,
                Map.of(input.name(), item),
                Map.of(
                    input.name(),
                    (row, target) -> {
                      for (int c = 0; c < item[0]; c++) {
                        int from = ((start + row) * images.channels() + c) * imageCells;
                        resize.resize(images.values(), from, target, c * cells);
                      }
                      for (int i = 0; whole && i < target.length; i++) {
                        target[i] = Math.rint(target[i]);
                      }
                    }),
                Set.of(output))
            .get(output);
    for (int i = 0; i < rows * dimension; i++) {
      features[start * dimension + i] = (float) values[i];
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
