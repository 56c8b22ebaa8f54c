package org.mollify.experiments.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.onnx.OnnxWriter;
import org.mollify.runtime.Provider;
import org.mollify.runtime.graph.OnnxGraph;
import org.mollify.runtime.graph.Port;
import org.mollify.runtime.graph.RowFiller;
import org.mollify.runtime.graph.SessionSettings;

/**
 * One graph in a session as a bundle's, given the same rows at each run: standard normal ones, or
 * grey levels where it takes bytes.
 */
final class TimedGraph implements AutoCloseable {

  private static final int LEVELS = 256;

  private final OnnxGraph session;
  private final int rows;
  private final Map<String, long[]> shapes;
  private final Map<String, RowFiller> fillers;
  private final Set<String> outputs;
  private final double[] milliseconds;
  private int runs;

  private TimedGraph(
      OnnxGraph session,
      int rows,
      Map<String, double[][]> values,
      Set<String> outputs,
      int rounds) {
    this.session = session;
    this.rows = rows;
    this.outputs = outputs;
    this.milliseconds = new double[rounds];
    this.shapes = new LinkedHashMap<>();
    this.fillers = new LinkedHashMap<>();
    values.forEach(
        (input, filled) -> {
          shapes.put(input, session.inputs().get(input).itemShape());
          fillers.put(input, (row, into) -> System.arraycopy(filled[row], 0, into, 0, into.length));
        });
  }

  /**
   * Writes a graph as an ONNX file and loads it.
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
    SplittableRandom random = new SplittableRandom(1);
    Map<String, double[][]> values = new LinkedHashMap<>();
    session.inputs().forEach((input, port) -> values.put(input, draw(port, rows, random)));
    return new TimedGraph(session, rows, values, outputs, rounds);
  }

  private static double[][] draw(Port port, int rows, SplittableRandom random) {
    int width = Math.toIntExact(Arrays.stream(port.itemShape()).reduce(1, (a, b) -> a * b));
    double[][] values = new double[rows][width];
    for (double[] row : values) {
      Arrays.setAll(row, j -> port.isBytes() ? random.nextInt(LEVELS) : random.nextGaussian());
    }
    return values;
  }

  /** Runs once, from rows in Java to answers in Java. */
  void run() {
    session.run(rows, rows, shapes, fillers, outputs);
  }

  /** Runs once and remembers how long it took. */
  void time() {
    long start = System.nanoTime();
    run();
    milliseconds[runs++] = (System.nanoTime() - start) * 1e-6;
  }

  /** Rows of each run. */
  int rows() {
    return rows;
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
