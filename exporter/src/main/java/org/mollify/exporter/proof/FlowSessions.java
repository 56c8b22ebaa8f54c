package org.mollify.exporter.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.mollify.exporter.plan.FlowGraphs;
import org.mollify.runtime.bundle.Bundle;
import org.mollify.runtime.bundle.BundleManifest.Graph;
import org.mollify.runtime.graph.OnnxGraph;
import org.mollify.runtime.graph.RowFiller;
import org.mollify.runtime.graph.SessionSettings;

/**
 * The graphs of a flow's bundle in ONNX Runtime, run at exactly the batch sizes that are asked for.
 * The serving runtime pads its batches, which would hide a graph that is right at one size only.
 */
final class FlowSessions implements AutoCloseable {

  private final Graph loglik;
  private final Graph decode;
  private final OnnxGraph loglikSession;
  private final OnnxGraph decodeSession;

  private FlowSessions(
      Graph loglik, Graph decode, OnnxGraph loglikSession, OnnxGraph decodeSession) {
    this.loglik = loglik;
    this.decode = decode;
    this.loglikSession = loglikSession;
    this.decodeSession = decodeSession;
  }

  /** Opens both files of a bundle. */
  static FlowSessions open(Path folder) throws IOException {
    Bundle bundle = Bundle.open(folder);
    OnnxGraph loglik = OnnxGraph.open(bundle.graphFile("loglik"), SessionSettings.CPU);
    try {
      return new FlowSessions(
          bundle.manifest().graphs().get("loglik"),
          bundle.manifest().graphs().get("decode"),
          loglik,
          OnnxGraph.open(bundle.graphFile("decode"), SessionSettings.CPU));
    } catch (IOException | RuntimeException e) {
      loglik.close();
      throw e;
    }
  }

  /** Log-likelihoods, core log-likelihoods and latents of raw rows. */
  record Encoded(double[] logLikelihood, double[] coreLogLikelihood, double[] z) {}

  /**
   * Scores raw rows.
   *
   * @param rows rows in raw units
   * @param uniforms dequantisation noise, read where the graph takes any
   * @param batch rows a run
   */
  Encoded encode(double[][] rows, double[][] uniforms, int batch) {
    String score = loglik.outputs().get("log_likelihood");
    String core = loglik.outputs().get("core_log_likelihood");
    int width = rows[0].length;
    Encoded all =
        new Encoded(
            new double[rows.length], new double[rows.length], new double[rows.length * width]);
    for (int from = 0; from < rows.length; from += batch) {
      double[][] part = part(rows, from, batch);
      Map<String, double[][]> inputs = new LinkedHashMap<>();
      inputs.put(loglik.dataInput(), part);
      if (!loglik.noise().isEmpty()) {
        inputs.put(loglik.noise().get(0).input(), part(uniforms, from, part.length));
      }
      Map<String, double[]> out = run(loglikSession, inputs, Set.of(score, core, "z"));
      System.arraycopy(out.get(score), 0, all.logLikelihood, from, part.length);
      System.arraycopy(out.get(core), 0, all.coreLogLikelihood, from, part.length);
      System.arraycopy(out.get("z"), 0, all.z, from * width, part.length * width);
    }
    return all;
  }

  /** Raw rows of latents, before whole numbers are rounded. */
  double[][] decode(double[][] latents, int batch) {
    String x =
        decodeSession.outputs().containsKey(FlowGraphs.CONTINUOUS)
            ? FlowGraphs.CONTINUOUS
            : decode.outputs().get("x");
    int width = latents[0].length;
    double[][] rows = new double[latents.length][];
    for (int from = 0; from < latents.length; from += batch) {
      double[][] part = part(latents, from, batch);
      Map<String, double[][]> inputs = Map.of(decode.noise().get(0).input(), part);
      double[] flat = run(decodeSession, inputs, Set.of(x)).get(x);
      for (int i = 0; i < part.length; i++) {
        rows[from + i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
      }
    }
    return rows;
  }

  private static Map<String, double[]> run(
      OnnxGraph graph, Map<String, double[][]> inputs, Set<String> outputs) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    Map<String, RowFiller> fillers = new LinkedHashMap<>();
    inputs.forEach(
        (input, rows) -> {
          shapes.put(input, new long[] {rows[0].length});
          fillers.put(input, (row, into) -> System.arraycopy(rows[row], 0, into, 0, into.length));
        });
    int count = inputs.values().iterator().next().length;
    return graph.run(count, count, shapes, fillers, outputs);
  }

  private static double[][] part(double[][] rows, int from, int batch) {
    return Arrays.copyOfRange(rows, from, Math.min(from + batch, rows.length));
  }

  @Override
  public void close() {
    try (loglikSession) {
      decodeSession.close();
    }
  }
}
