package org.mollify.experiments.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.onnx.OnnxWriter;
import org.mollify.runtime.Provider;
import org.mollify.runtime.graph.OnnxGraph;
import org.mollify.runtime.graph.RowFiller;
import org.mollify.runtime.graph.SessionSettings;

/** One graph in a session as a bundle's, given the same standard normal rows at each run. */
final class TimedGraph implements AutoCloseable {

  private final OnnxGraph session;
  private final String input;
  private final double[][] rows;
  private final Set<String> outputs;
  private final double[] milliseconds;
  private int runs;

  private TimedGraph(
      OnnxGraph session, String input, double[][] rows, Set<String> outputs, int rounds) {
    this.session = session;
    this.input = input;
    this.rows = rows;
    this.outputs = outputs;
    this.milliseconds = new double[rounds];
  }

  /**
   * Writes a graph of one input as an ONNX file and loads it.
   *
   * @param graph the graph
   * @param file where the file goes
   * @param threads threads that share one operator
   * @param rows rows of each run
   * @param outputs outputs to compute
   * @param rounds how often it will be timed at most
   * @throws IOException if the file cannot be written or loaded
   */
  static TimedGraph open(
      Graph graph, Path file, int threads, int rows, Set<String> outputs, int rounds)
      throws IOException {
    OnnxWriter.write(graph, Map.of(), file);
    OnnxGraph session = OnnxGraph.open(file, new SessionSettings(Provider.CPU, 0, threads));
    String input = graph.inputs().get(0).name();
    int width = Math.toIntExact(session.inputs().get(input).itemShape()[0]);
    SplittableRandom random = new SplittableRandom(1);
    double[][] values = new double[rows][width];
    for (double[] row : values) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    return new TimedGraph(session, input, values, outputs, rounds);
  }

  /** Runs once, from rows in Java to answers in Java. */
  void run() {
    RowFiller filler = (row, into) -> System.arraycopy(rows[row], 0, into, 0, into.length);
    session.run(
        rows.length,
        rows.length,
        Map.of(input, new long[] {rows[0].length}),
        Map.of(input, filler),
        outputs);
  }

  /** Runs once and remembers how long it took. */
  void time() {
    long start = System.nanoTime();
    run();
    milliseconds[runs++] = (System.nanoTime() - start) * 1e-6;
  }

  /** Rows of each run. */
  int rows() {
    return rows.length;
  }

  /** The fastest of the timed runs. */
  double fastest() {
    return Arrays.stream(milliseconds, 0, runs).min().orElseThrow();
  }

  /** The median of the timed runs. */
  double median() {
    double[] sorted = Arrays.copyOf(milliseconds, runs);
    Arrays.sort(sorted);
    return sorted[runs / 2];
  }

  @Override
  public void close() {
    session.close();
  }
}
