package org.mollify.experiments.benchmark.serving;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.mollify.runtime.bundle.Bundle;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.graph.OnnxGraph;
import org.mollify.runtime.graph.RowFiller;
import org.mollify.runtime.graph.SessionSettings;
import org.mollify.runtime.graph.TensorBuffer;

/**
 * The graph of a request in ONNX Runtime, on the values of that request: one copy into the tensors,
 * the run, one copy of the answer, and nothing else. What a server does beside this is what serving
 * costs. May be run by several threads at once.
 */
final class BareGraph implements AutoCloseable {
  private final OnnxGraph graph;
  private final int rows;
  private final Map<String, long[]> shapes = new LinkedHashMap<>();
  private final Map<String, RowFiller> fillers = new LinkedHashMap<>();
  private final Set<String> wanted;

  /**
   * Opens it.
   *
   * @param folder the bundle
   * @param workload the request
   * @throws IOException when the graph cannot be loaded
   */
  BareGraph(Path folder, Workload workload) throws IOException {
    Bundle bundle = Bundle.open(folder);
    BundleManifest.Graph spec = bundle.manifest().graphs().get(workload.role());
    workload
        .feeds(bundle, folder)
        .forEach(
            (input, feed) -> {
              shapes.put(input, feed.shape());
              fillers.put(input, filler(feed.values()));
            });
    this.rows = workload.rows();
    this.wanted = Set.copyOf(spec.outputs().values());
    this.graph = OnnxGraph.open(bundle.graphFile(workload.role()), SessionSettings.CPU);
  }

  /** Runs it once. */
  void run() {
    graph.run(rows, rows, shapes, fillers, wanted);
  }

  @Override
  public void close() {
    graph.close();
  }

  private static RowFiller filler(double[] values) {
    return new RowFiller() {
      @Override
      public void fill(int row, double[] into) {
        System.arraycopy(values, row * into.length, into, 0, into.length);
      }

      @Override
      public void fillAll(int count, int itemSize, TensorBuffer into) {
        into.put(values, 0, count * itemSize);
      }
    };
  }
}
