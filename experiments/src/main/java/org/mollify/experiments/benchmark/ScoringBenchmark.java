package org.mollify.experiments.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.plan.FlowGraphs;
import org.mollify.exporter.plan.GraphPlan;
import org.mollify.models.ModelFamily;
import org.mollify.models.ModelRegistry;
import org.mollify.models.flow.Flow;
import org.mollify.models.transform.Standardization;

/**
 * Times scoring and sampling by the exported graphs of the tabular flows, at the sizes of the
 * paper's Table 4, against the product of a 4096 x 512 and a 512 x 512 matrix in the same runtime.
 * The flows are not trained: that changes weights, not work. Run it alone on the machine, through
 * {@code benchmarks/scoring.sh}.
 *
 * <p>The product is a MatMul node with a constant right-hand side, as a layer of a network is. Ten
 * of them stand in a row in the graph, so that rows on their way in and out of Java do not count
 * for it; for the flows they do.
 */
public final class ScoringBenchmark {

  private static final List<String> MODELS = List.of("maf", "realnvp", "glow");
  private static final int SCORED = 4096;
  private static final int SAMPLED = 10_000;
  private static final Set<String> SCORES = Set.of("log_likelihood", "core_log_likelihood");

  private final int columns;
  private final int threads;
  private final int rounds;
  private final Path folder;
  private final NDManager manager;
  private final List<TimedGraph> timed = new ArrayList<>();
  private final StringBuilder report = new StringBuilder();

  private ScoringBenchmark(int columns, int threads, int rounds, Path folder, NDManager manager) {
    this.columns = columns;
    this.threads = threads;
    this.rounds = rounds;
    this.folder = folder;
    this.manager = manager;
  }

  /**
   * Runs the benchmark.
   *
   * @param args number of columns, threads of a session, rounds
   * @throws IOException if a graph cannot be written
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("mollify-scoring");
    try (NDManager manager = Engine.getInstance().newBaseManager()) {
      ScoringBenchmark benchmark =
          new ScoringBenchmark(
              Integer.parseInt(args[0]),
              Integer.parseInt(args[1]),
              Integer.parseInt(args[2]),
              folder,
              manager);
      benchmark.run();
      System.out.print(benchmark.report);
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  /** A flow's graphs in their sessions. */
  private record Subject(
      Graph likelihood, Multiplications work, TimedGraph scoring, TimedGraph sampling) {}

  private void run() throws IOException {
    try {
      TimedGraph product = open("product", MatrixProducts.graph(manager), SCORED, Set.of("y"));
      Map<String, Subject> subjects = new LinkedHashMap<>();
      for (String model : MODELS) {
        subjects.put(model, subject(model));
      }
      timed.forEach(TimedGraph::run);
      for (int round = 0; round < rounds; round++) {
        timed.forEach(TimedGraph::time);
      }
      double reference = rate(product, MatrixProducts.MULTIPLICATIONS);
      line("%d columns, %d threads; the fastest of %d runs", columns, threads, rounds);
      line(
          "MatMul %dx%dx%d: %.2f ms, %.1f GFLOP/s",
          SCORED,
          MatrixProducts.WIDTH,
          MatrixProducts.WIDTH,
          product.fastest() / MatrixProducts.COUNT,
          reference);
      line("");
      line("| scoring %d rows | ms | median ms | rows/s | dense | non-zero | performed |", SCORED);
      subjects.forEach((model, subject) -> scoringLine(model, subject, reference));
      line("");
      line("| sampling %d rows | ms | median ms | rows/s |", SAMPLED);
      subjects.forEach((model, subject) -> samplingLine(model, subject.sampling));
      passes(subjects.get("maf"));
    } finally {
      timed.forEach(TimedGraph::close);
    }
  }

  private Subject subject(String name) throws IOException {
    ModelFamily<?> family = ModelRegistry.get(name);
    Flow flow =
        (Flow) family.build(Standardization.identity(columns).build(), family.options(Map.of()));
    flow.initialize(manager, 1);
    Map<String, Graph> graphs = new LinkedHashMap<>();
    for (GraphPlan plan : FlowGraphs.of(flow)) {
      Graph graph = plan.trace(manager);
      plan.roles().keySet().forEach(role -> graphs.put(role, graph));
    }
    Graph likelihood = graphs.get("loglik");
    return new Subject(
        likelihood,
        Multiplications.of(flow, likelihood),
        open(name + "-loglik", likelihood, SCORED, SCORES),
        open(name + "-sample", graphs.get("sample"), SAMPLED, Set.of("x")));
  }

  private TimedGraph open(String name, Graph graph, int rows, Set<String> outputs)
      throws IOException {
    TimedGraph opened =
        TimedGraph.open(graph, folder.resolve(name + ".onnx"), threads, rows, outputs, rounds);
    timed.add(opened);
    return opened;
  }

  /** GFLOP/s of the fastest run. */
  private static double rate(TimedGraph graph, long multiplicationsPerRow) {
    return 2e-6 * multiplicationsPerRow * graph.rows() / graph.fastest();
  }

  private void scoringLine(String model, Subject subject, double reference) {
    TimedGraph graph = subject.scoring;
    line(
        "| %s | %.2f | %.2f | %.0f | %s | %s | %s |",
        model,
        graph.fastest(),
        graph.median(),
        1e3 * graph.rows() / graph.fastest(),
        share(rate(graph, subject.work.dense()), reference),
        share(rate(graph, subject.work.nonZero()), reference),
        share(rate(graph, subject.work.performed()), reference));
  }

  private static String share(double rate, double reference) {
    return "%.1f GFLOP/s, %.0f %%".formatted(rate, 100 * rate / reference);
  }

  private void samplingLine(String model, TimedGraph graph) {
    line(
        "| %s | %.2f | %.2f | %.0f |",
        model, graph.fastest(), graph.median(), 1e3 * graph.rows() / graph.fastest());
  }

  /** What sampling would take as one full pass for each column. */
  private void passes(Subject maf) throws IOException {
    TimedGraph pass = open("pass", maf.likelihood, SAMPLED, SCORES);
    pass.run();
    long start = System.nanoTime();
    for (int column = 0; column < columns; column++) {
      pass.run();
    }
    double all = (System.nanoTime() - start) * 1e-6;
    line("");
    line(
        "maf: %d full passes over %d rows %.0f ms; sampling in one call %.0f ms, %.1f times less",
        columns, SAMPLED, all, maf.sampling.fastest(), all / maf.sampling.fastest());
  }

  private void line(String format, Object... values) {
    report.append(format.formatted(values)).append('\n');
  }
}
