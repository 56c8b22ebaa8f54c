package org.mollify.experiments.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.Node;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.plan.FlowGraphs;
import org.mollify.exporter.plan.GraphPlan;
import org.mollify.exporter.rewrite.ChannelAffineMerge;
import org.mollify.models.ModelRegistry;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.flow.Flow;
import org.mollify.models.transform.PixelScaling;

/**
 * Times Glow at the paper's size (CIFAR-10) as exported graphs, sampling and scoring 64 images,
 * with and without merging affine maps of channels into convolutions, against the same block run by
 * the engine and against the product of a 4096 x 512 and a 512 x 512 matrix in the same runtime.
 * Weights are random and perturbed: that changes no work. Run it alone on the machine, through
 * {@code benchmarks/glow.sh}.
 */
public final class GlowBenchmark {

  private static final int ITEMS = 64;
  private static final int SCORED = 4096;
  private static final double PERTURBATION = 0.01;

  private final NDManager manager;
  private final Path folder;
  private final int threads;
  private final int rounds;

  private GlowBenchmark(NDManager manager, Path folder, int threads, int rounds) {
    this.manager = manager;
    this.folder = folder;
    this.threads = threads;
    this.rounds = rounds;
  }

  /**
   * Runs the benchmark.
   *
   * @param args threads of a session and of the engine, rounds
   * @throws IOException if a graph cannot be written
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("mollify-glow");
    try (NDManager manager = Engine.getInstance().newBaseManager()) {
      new GlowBenchmark(manager, folder, Integer.parseInt(args[0]), Integer.parseInt(args[1]))
          .run();
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private void run() throws IOException {
    Flow flow = perturbed();
    Map<String, Graph> graphs = new LinkedHashMap<>();
    for (GraphPlan plan : FlowGraphs.of(flow)) {
      Graph traced = plan.trace(manager);
      graphs.put(plan.file(), traced);
      graphs.put(plan.file() + ", merged", ChannelAffineMerge.of(traced));
    }
    Map<String, TimedGraph> timed = new LinkedHashMap<>();
    timed.put("MatMul", open("product", MatrixProducts.graph(manager), SCORED, "y"));
    for (Map.Entry<String, Graph> graph : graphs.entrySet()) {
      String output = graph.getKey().startsWith("sample") ? "x" : "log_likelihood";
      timed.put(graph.getKey(), open(graph.getKey(), graph.getValue(), ITEMS, output));
    }
    Map<String, double[]> eager = new LinkedHashMap<>();
    eager.put("engine, sample", new double[rounds]);
    eager.put("engine, loglik", new double[rounds]);
    timed.values().forEach(TimedGraph::run);
    for (int round = 0; round < rounds; round++) {
      timed.values().forEach(TimedGraph::time);
      eager.get("engine, sample")[round] = sample(flow);
      eager.get("engine, loglik")[round] = score(flow);
    }
    double reference =
        2e-6 * SCORED * MatrixProducts.MULTIPLICATIONS / timed.get("MatMul").fastest();
    System.out.printf(
        "%d threads, n = %d, the fastest of %d runs; MatMul %.1f GFLOP/s%n",
        threads, ITEMS, rounds, reference);
    graphs.forEach((name, graph) -> print(name, graph, timed.get(name).fastest(), reference));
    eager.forEach(
        (name, times) ->
            System.out.printf("%-22s %8.0f ms%n", name, Arrays.stream(times).min().orElseThrow()));
    timed.values().forEach(TimedGraph::close);
  }

  private static void print(String name, Graph graph, double milliseconds, double reference) {
    double rate = 2e-6 * multiplications(graph) * ITEMS / milliseconds;
    System.out.printf(
        "%-22s %8.0f ms, %.1f images/s, %.1f GFLOP/s, %.0f %% of MatMul; %d nodes, %.3f GMAC an"
            + " image%n",
        name,
        milliseconds,
        1e3 * ITEMS / milliseconds,
        rate,
        100 * rate / reference,
        graph.nodes().size(),
        1e-9 * multiplications(graph));
  }

  /** Multiplications of one image in all convolutions. */
  private static long multiplications(Graph graph) {
    long total = 0;
    for (Node node : graph.nodes()) {
      if (node.operator() == Operator.CONV) {
        long[] out = node.results().get(0).type().extents();
        total += node.inputs().get(1).type().fixedSize() * out[2] * out[3];
      }
    }
    return total;
  }

  private Flow perturbed() {
    Flow flow =
        (Flow)
            ModelRegistry.get("glow-image")
                .build(
                    new PixelScaling.Spec(3, 32, 32, false).build(),
                    ModelRegistry.get("glow-image").options(Map.of()));
    flow.initialize(manager, 1);
    SplittableRandom random = new SplittableRandom(1);
    for (Pair<String, Parameter> parameter : flow.getParameters()) {
      if (parameter.getValue().requiresGradient()) {
        NDArray array = parameter.getValue().getArray();
        float[] noise = new float[Math.toIntExact(array.size())];
        for (int i = 0; i < noise.length; i++) {
          noise[i] = (float) (PERTURBATION * random.nextDouble(-1, 1));
        }
        try (NDArray added = manager.create(noise, array.getShape())) {
          array.addi(added);
        }
      }
    }
    return flow;
  }

  private TimedGraph open(String name, Graph graph, int rows, String output) throws IOException {
    return TimedGraph.open(
        graph, folder.resolve(name + ".onnx"), threads, rows, Set.of(output), rounds);
  }

  private double sample(Flow flow) {
    try (NDManager scope = manager.newSubManager()) {
      NDList noise = new NDList();
      for (NoiseInput input : flow.sampleNoise()) {
        Shape shape = new Shape(ITEMS).addAll(input.itemShape());
        noise.add(scope.randomNormal(0, 1, shape, DataType.FLOAT32));
      }
      long start = System.nanoTime();
      flow.sample(Pass.evaluation(scope), noise).toFloatArray();
      return (System.nanoTime() - start) * 1e-6;
    }
  }

  private double score(Flow flow) {
    try (NDManager scope = manager.newSubManager()) {

      NDArray raw = scope.randomInteger(0, 256, new Shape(ITEMS, 3, 32, 32), DataType.INT32);
      NDArray levels = raw.toType(DataType.FLOAT32, false);
      long start = System.nanoTime();
      flow.score(Pass.evaluation(scope), levels).logLikelihood().toDoubleArray();
      return (System.nanoTime() - start) * 1e-6;
    }
  }
}
