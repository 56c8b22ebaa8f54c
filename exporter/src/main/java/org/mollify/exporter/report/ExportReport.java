package org.mollify.exporter.report;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.mollify.exporter.graph.Graph;
import org.mollify.models.density.DensityModel;

/**
 * What an export made: the size of each graph, and how well the linear maps in it can be inverted.
 * Kept in {@code bundle.json} below {@code provenance.export}.
 *
 * @param graphs sizes by file
 * @param conditionNumbers of each invertible linear map, by the path of its names; empty where a
 *     model has none
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExportReport(Map<String, GraphSize> graphs, Map<String, Double> conditionNumbers) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Size of a graph.
   *
   * @param nodes number of operators
   * @param constants number of scalars in all constants
   */
  public record GraphSize(int nodes, long constants) {}

  /**
   * Looks at an export.
   *
   * @param model the model
   * @param graphs its graphs by file
   * @param parent parent of what is computed on the way
   * @return the report
   */
  public static ExportReport of(DensityModel model, Map<String, Graph> graphs, NDManager parent) {
    Map<String, GraphSize> sizes = new TreeMap<>();
    graphs.forEach(
        (file, graph) ->
            sizes.put(file, new GraphSize(graph.nodes().size(), graph.constantElements())));
    return new ExportReport(sizes, ConditionNumbers.of(model, parent));
  }

  /**
   * Reads the report of a bundle.
   *
   * @param provenance the bundle's
   * @return the report; empty for a bundle of an earlier release
   */
  public static ExportReport read(JsonNode provenance) {
    Map<String, GraphSize> sizes = new TreeMap<>();
    provenance
        .path("export")
        .path("graphs")
        .properties()
        .forEach(
            file ->
                sizes.put(
                    file.getKey(),
                    new GraphSize(
                        file.getValue().path("nodes").asInt(),
                        file.getValue().path("constants").asLong())));
    Map<String, Double> numbers = new TreeMap<>();
    provenance
        .path("export")
        .path("conditionNumbers")
        .properties()
        .forEach(layer -> numbers.put(layer.getKey(), layer.getValue().asDouble()));
    return new ExportReport(sizes, numbers);
  }

  /**
   * Adds the report to the provenance of a bundle.
   *
   * @param provenance what holds the object {@code export}
   */
  public void addTo(ObjectNode provenance) {
    ObjectNode own = JSON.valueToTree(this);
    ((ObjectNode) provenance.get("export")).setAll(own);
  }

  /**
   * Says it for a reader.
   *
   * @return one line a graph, and one on the linear maps, which names those that are
   *     ill-conditioned
   */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    graphs.forEach(
        (file, size) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%-12s %5d nodes, %,d constants",
                    file,
                    size.nodes(),
                    size.constants())));
    if (!conditionNumbers.isEmpty()) {
      double largest =
          conditionNumbers.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      lines.add(
          String.format(
              Locale.ROOT,
              "%d invertible linear maps, largest condition number %.3g",
              conditionNumbers.size(),
              largest));
    }
    conditionNumbers.forEach(
        (layer, number) -> {
          if (!(number < ConditionNumbers.ILL_CONDITIONED)) {
            lines.add(
                String.format(
                    Locale.ROOT,
                    "ill-conditioned: %s, condition number %.3g; train it with a smaller learning"
                        + " rate or more weight decay",
                    layer,
                    number));
          }
        });
    return lines;
  }
}
