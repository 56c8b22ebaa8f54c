package org.mollify.exporter.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mollify.runtime.bundle.Bundle;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Noise;
import org.mollify.runtime.graph.OnnxGraph;
import org.mollify.runtime.graph.RowFiller;
import org.mollify.runtime.graph.SessionSettings;

/**
 * The graphs of a bundle by role in ONNX Runtime, run at exactly the batch sizes that are asked
 * for. The serving runtime pads its batches, which would hide a graph that is right at one size
 * only.
 */
final class BundleSessions implements AutoCloseable {

  private final BundleManifest manifest;
  private final Map<String, OnnxGraph> byFile;

  private BundleSessions(BundleManifest manifest, Map<String, OnnxGraph> byFile) {
    this.manifest = manifest;
    this.byFile = byFile;
  }

  /** Opens every file of a bundle. */
  static BundleSessions open(Path folder) throws IOException {
    Bundle bundle = Bundle.open(folder);
    Map<String, OnnxGraph> byFile = new HashMap<>();
    try {
      for (Map.Entry<String, BundleManifest.Graph> entry : bundle.manifest().graphs().entrySet()) {
        if (!byFile.containsKey(entry.getValue().file())) {
          byFile.put(
              entry.getValue().file(),
              OnnxGraph.open(bundle.graphFile(entry.getKey()), SessionSettings.CPU));
        }
      }
      return new BundleSessions(bundle.manifest(), byFile);
    } catch (IOException | RuntimeException e) {
      byFile.values().forEach(OnnxGraph::close);
      throw e;
    }
  }

  /**
   * Runs a role.
   *
   * @param role the role
   * @param meaning the output wanted, or the graph's own name of one the manifest leaves out
   * @param items rows of the data input, or null where the role takes noise alone
   * @param noise rows of each noise input, in the order of the manifest
   * @param batch rows a run
   * @return values of all rows, row-major
   */
  double[] run(String role, String meaning, double[][] items, double[][][] noise, int batch) {
    BundleManifest.Graph spec = manifest.graphs().get(role);
    OnnxGraph graph = byFile.get(spec.file());
    String output = spec.outputs().getOrDefault(meaning, meaning);
    int rows = items == null ? noise[0].length : items.length;
    double[] all = null;
    for (int from = 0; from < rows; from += batch) {
      int first = from;
      int count = Math.min(batch, rows - from);
      Map<String, long[]> shapes = new LinkedHashMap<>();
      Map<String, RowFiller> fillers = new LinkedHashMap<>();
      if (items != null) {
        shapes.put(spec.dataInput(), sizes(manifest.data().shape()));
        fillers.put(spec.dataInput(), filler(items, first));
      }
      for (int i = 0; i < noise.length; i++) {
        Noise input = spec.noise().get(i);
        shapes.put(input.input(), sizes(input.shape()));
        fillers.put(input.input(), filler(noise[i], first));
      }
      double[] part = graph.run(count, count, shapes, fillers, Set.of(output)).get(output);
      if (all == null) {
        all = new double[part.length / count * rows];
      }
      System.arraycopy(part, 0, all, part.length / count * from, part.length);
    }
    return all;
  }

  /** Whether the graph of a role has an output of that name. */
  boolean gives(String role, String output) {
    return byFile.get(manifest.graphs().get(role).file()).outputs().containsKey(output);
  }

  /** Cuts the values of a run into its rows. */
  static double[][] rows(double[] flat, int count) {
    int width = flat.length / count;
    double[][] rows = new double[count][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width));
    return rows;
  }

  private static RowFiller filler(double[][] rows, int first) {
    return (row, into) -> System.arraycopy(rows[first + row], 0, into, 0, into.length);
  }

  private static long[] sizes(List<Long> shape) {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public void close() {
    byFile.values().forEach(OnnxGraph::close);
  }
}
