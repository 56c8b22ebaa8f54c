package org.mollify.runtime.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mollify.runtime.bundle.BundleException;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Noise;

/**
 * A role of a bundle bound to the graph that serves it: the data input, the noise inputs in the
 * order of the manifest, and outputs by meaning.
 */
public final class RoleGraph {
  private final OnnxGraph graph;
  private final BundleManifest.Graph spec;
  private final BatchSize batchSize;
  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  /**
   * Binds a role and checks that the graph has what the manifest says.
   *
   * @param role name of the role
   * @param spec the manifest's entry for it
   * @param graph the graph
   * @param dataShape shape of one data item
   * @param batchSize how many rows one run takes
   * @throws BundleException when graph and manifest disagree
   */
  public RoleGraph(
      String role,
      BundleManifest.Graph spec,
      OnnxGraph graph,
      List<Long> dataShape,
      BatchSize batchSize)
      throws BundleException {
    this.graph = graph;
    this.spec = spec;
    this.batchSize = batchSize;
    if (spec.dataInput() != null) {
      shapes.put(spec.dataInput(), toArray(dataShape));
    }
    for (Noise noise : noise()) {
      shapes.put(noise.input(), toArray(noise.shape()));
    }
    String where = "role " + role + " of " + graph.fileName() + ": ";
    for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
      Port port = graph.inputs().get(entry.getKey());
      requirePort(where + "input ", entry.getKey(), port, graph.inputs().keySet());
      if (!port.accepts(entry.getValue())) {
        throw new BundleException(
            where
                + "input \""
                + entry.getKey()
                + "\" takes items of shape "
                + Arrays.toString(port.itemShape())
                + ", bundle.json says "
                + Arrays.toString(entry.getValue())
                + "; export the bundle again");
      }
    }
    Set<String> undescribed = new LinkedHashSet<>(graph.inputs().keySet());
    undescribed.removeAll(shapes.keySet());
    if (!undescribed.isEmpty()) {
      throw new BundleException(
          where
              + "bundle.json does not describe the graph inputs "
              + undescribed
              + "; export the bundle again");
    }
    for (String output : spec.outputs().values()) {
      requirePort(where + "output ", output, graph.outputs().get(output), graph.outputs().keySet());
    }
  }

  /** Noise inputs in the order in which they are drawn. */
  public List<Noise> noise() {
    return spec.noise() == null ? List.of() : spec.noise();
  }

  /** Whether the role has an output of this meaning. */
  public boolean has(String meaning) {
    return spec.outputs().containsKey(meaning);
  }

  /** How many rows one run takes. */
  public BatchSize batchSize() {
    return batchSize;
  }

  /** Largest number of rows to give to one run. */
  public int batchRows() {
    return batchSize.most();
  }

  /** Number of rows that a run on so many rows of interest returns. */
  public int paddedRows(int rows) {
    return batchSize.padded(rows);
  }

  /** Whether the data input takes bytes, so that values must be whole numbers from 0 to 255. */
  public boolean takesBytes() {
    return spec.dataInput() != null && graph.inputs().get(spec.dataInput()).isBytes();
  }

  /**
   * Runs the graph on at most {@link #batchRows()} rows.
   *
   * @param rows number of rows
   * @param data rows of the data input, null for a role that takes noise alone
   * @param noise rows of each noise input, in the order of {@link #noise()}
   * @param meanings outputs wanted, by meaning
   * @return values by meaning, row-major; the first {@code rows} rows are the answer
   */
  public Map<String, double[]> run(
      int rows, RowFiller data, List<RowFiller> noise, List<String> meanings) {
    Map<String, RowFiller> fillers = new LinkedHashMap<>();
    if (spec.dataInput() != null) {
      fillers.put(spec.dataInput(), data);
    }
    for (int i = 0; i < noise().size(); i++) {
      fillers.put(noise().get(i).input(), noise.get(i));
    }
    List<String> names = new ArrayList<>();
    meanings.forEach(meaning -> names.add(spec.outputs().get(meaning)));
    Map<String, double[]> byName =
        graph.run(rows, batchSize.padded(rows), shapes, fillers, new LinkedHashSet<>(names));
    Map<String, double[]> byMeaning = new LinkedHashMap<>();
    for (int i = 0; i < meanings.size(); i++) {
      byMeaning.put(meanings.get(i), byName.get(names.get(i)));
    }
    return byMeaning;
  }

  private static void requirePort(String what, String name, Port port, Set<String> known)
      throws BundleException {
    if (port == null) {
      throw new BundleException(
          what
              + '"'
              + name
              + "\" is not in the graph, which has "
              + known
              + "; export the bundle again");
    }
    if (!port.supported()) {
      throw new BundleException(
          what
              + '"'
              + name
              + "\" has element type "
              + port.type()
              + "; expected float, double or uint8");
    }
  }

  private static long[] toArray(List<Long> shape) {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
