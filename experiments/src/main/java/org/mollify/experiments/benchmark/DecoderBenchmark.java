package org.mollify.experiments.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.plan.GraphPlan;
import org.mollify.exporter.plan.LatentVariableGraphs;
import org.mollify.exporter.trace.TransposedConvolutionForm;
import org.mollify.models.ModelFamily;
import org.mollify.models.ModelRegistry;
import org.mollify.models.network.TransposedConvolution.Geometry;
import org.mollify.models.transform.PixelScaling;
import org.mollify.models.vae.LatentVariableModel;

/**
 * Times the decoder of the paper's Table 5 (CIFAR-10) as an exported graph, n = 64, with the
 * transposed convolution as ONNX {@code ConvTranspose} and as the convolutions it is composed of,
 * against the product of a 4096 x 512 and a 512 x 512 matrix in the same runtime. The decoder is
 * not trained: that changes weights, not work. Run it alone on the machine, through {@code
 * benchmarks/decoder.sh}.
 */
public final class DecoderBenchmark {

  private static final int ITEMS = 64;
  private static final int LATENT = 256;
  private static final int START = 1024;
  private static final int SIDE = 8;
  private static final int SCORED = 4096;

  private static final List<Geometry> LAYERS =
      List.of(
          new Geometry(512, 4, 2, 1, 0),
          new Geometry(256, 4, 2, 1, 1),
          new Geometry(3, 4, 1, 2, 0));

  private DecoderBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args threads of a session, rounds
   * @throws IOException if a graph cannot be written
   */
  public static void main(String[] args) throws IOException {
    int threads = Integer.parseInt(args[0]);
    int rounds = Integer.parseInt(args[1]);
    Path folder = Files.createTempDirectory("mollify-decoder");
    try (NDManager manager = Engine.getInstance().newBaseManager();
        TimedGraph product =
            TimedGraph.open(
                MatrixProducts.graph(manager),
                folder.resolve("product.onnx"),
                threads,
                SCORED,
                Set.of("y"),
                rounds);
        TimedGraph recorded =
            open(
                manager,
                model(manager),
                TransposedConvolutionForm.OPERATOR,
                folder,
                threads,
                rounds);
        TimedGraph composed =
            open(
                manager,
                model(manager),
                TransposedConvolutionForm.COMPOSED,
                folder,
                threads,
                rounds)) {
      List<TimedGraph> all = List.of(product, recorded, composed);
      all.forEach(TimedGraph::run);
      for (int round = 0; round < rounds; round++) {
        all.forEach(TimedGraph::time);
      }
      double reference = 2e-6 * SCORED * MatrixProducts.MULTIPLICATIONS / product.fastest();
      System.out.printf(
          "%d threads, n = %d, the fastest of %d runs; MatMul %.1f GFLOP/s%n",
          threads, ITEMS, rounds, reference);
      print("ConvTranspose", recorded, reference);
      print("composed", composed, reference);
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static LatentVariableModel model(NDManager manager) {
    ModelFamily<?> family = ModelRegistry.get("vae");
    LatentVariableModel model =
        (LatentVariableModel)
            family.build(new PixelScaling.Spec(3, 32, 32, false).build(), family.options(Map.of()));
    model.initialize(manager, 1);
    return model;
  }

  private static void print(String name, TimedGraph graph, double reference) {
    double rate = 2e-6 * multiplications() * ITEMS / graph.fastest();
    System.out.printf(
        "%-14s %.0f ms (median %.0f), %.1f images/s, %.1f GFLOP/s, %.0f %% of MatMul%n",
        name,
        graph.fastest(),
        graph.median(),
        1e3 * ITEMS / graph.fastest(),
        rate,
        100 * rate / reference);
  }

  /** Multiplications of one image by the definition: each input pixel times its kernel. */
  private static long multiplications() {
    long total = (long) LATENT * START * SIDE * SIDE;
    long channels = START;
    long side = SIDE;
    for (Geometry layer : LAYERS) {
      total += channels * layer.filters() * layer.kernel() * layer.kernel() * side * side;
      side = layer.outputSize(side);
      channels = layer.filters();
    }
    return total;
  }

  private static TimedGraph open(
      NDManager manager,
      LatentVariableModel model,
      TransposedConvolutionForm form,
      Path folder,
      int threads,
      int rounds)
      throws IOException {
    GraphPlan decode =
        LatentVariableGraphs.of(model).stream()
            .filter(plan -> plan.roles().containsKey("decode"))
            .findFirst()
            .orElseThrow();
    Graph graph = decode.trace(manager, form);
    return TimedGraph.open(
        graph, folder.resolve(form + ".onnx"), threads, ITEMS, Set.of("x"), rounds);
  }
}
