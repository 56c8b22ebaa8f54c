package org.mollify.experiments.inception;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.mollify.experiments.features.FeatureNetwork;
import org.mollify.experiments.features.OnnxFeatures;
import org.mollify.experiments.features.PixelBatch;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.exporter.onnx.OnnxWriter;
import org.mollify.exporter.trace.Tracer;
import org.mollify.trainer.data.InvalidDataException;

/**
 * The features of pytorch-fid: Inception's last pooling, 2048 of them. The network is exported once
 * to an ONNX file in a cache folder, named for the digest of the weights, and run by ONNX Runtime.
 */
public final class InceptionFeatures implements FeatureNetwork {

  private static final String NAME = "pytorch-fid Inception 2015-12-05-6726825d";

  private final OnnxFeatures network;

  private InceptionFeatures(OnnxFeatures network) {
    this.network = network;
  }

  /**
   * Opens the network.
   *
   * @param weights the published file, see {@link InceptionWeights#locate}
   * @param cache folder of the exported graph, made if missing
   * @param threads threads that share one operator, 0 for ONNX Runtime's choice
   * @throws InvalidDataException with one line if the file is missing, not the published one, or
   *     damaged
   * @throws IOException if a file cannot be read or written
   */
  public static InceptionFeatures open(Path weights, Path cache, int threads) throws IOException {
    Path graph = graph(weights, InceptionWeights.published(weights), cache);
    return new InceptionFeatures(OnnxFeatures.open(graph, NAME, threads));
  }

  /** The graph of weights, exported where the cache does not hold that of this digest. */
  static Path graph(Path weights, String sha256, Path cache) throws IOException {
    Path graph = cache.resolve("inception-%s.onnx".formatted(sha256));
    if (!Files.isRegularFile(graph)) {
      InceptionWeights read = InceptionWeights.unchecked(weights);
      Files.createDirectories(cache);
      export(read, graph);
    }
    return graph;
  }

  /** Writes the network's graph: {@code x} [N, 3, 299, 299] grey levels to {@code features}. */
  static void export(ConvolutionWeights weights, Path file) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = InceptionNetwork.of(manager, weights);
      Shape images = new Shape(-1, 3, InceptionNetwork.EXTENT, InceptionNetwork.EXTENT);
      List<GraphInput> inputs = List.of(new GraphInput("x", images, DataType.FLOAT32));
      Graph graph = Tracer.trace(manager, inputs, block, List.of("features"));
      OnnxWriter.write(graph, Map.of("mollify.features", NAME), file);
    } catch (IllegalArgumentException e) {
      throw new InvalidDataException(e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int dimension() {
    return network.dimension();
  }

  @Override
  public float[] features(PixelBatch images) {
    return network.features(images);
  }

  @Override
  public String frechetName() {
    return "FID";
  }

  @Override
  public String kernelName() {
    return "KID";
  }

  @Override
  public void close() {
    network.close();
  }
}
