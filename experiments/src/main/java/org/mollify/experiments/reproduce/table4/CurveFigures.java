package org.mollify.experiments.reproduce.table4;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mollify.experiments.figure.LinePlot;

/**
 * A figure for each data set and model: validation and test log-likelihood against the epoch,
 * vanilla and mollified, mean over seeds.
 */
final class CurveFigures {

  /** One exploding epoch would otherwise flatten everything else. */
  private static final int SHOWN_NATS = 40;

  private final Path out;
  private final CellStore store;
  private final Map<String, List<CellKey>> drawn = new HashMap<>();

  CurveFigures(Path out, CellStore store) {
    this.out = out;
    this.store = store;
  }

  /** Draws those whose cells are not those drawn before, and returns the names of all files. */
  List<String> write(List<CellResult> cells) throws IOException {
    List<String> names = new ArrayList<>();
    for (String data : CellKey.DATA) {
      for (String model : CellKey.MODELS) {
        List<CellResult> chosen =
            cells.stream()
                .filter(cell -> cell.data().equals(data) && cell.model().equals(model))
                .toList();
        if (!chosen.isEmpty()) {
          String name = "curves-%s-%s.png".formatted(data, model);
          List<CellKey> keys = chosen.stream().map(CellResult::key).toList();
          if (keys.equals(drawn.get(name))
              || draw(data + ", " + model, chosen, out.resolve(name))) {
            drawn.put(name, keys);
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  private boolean draw(String title, List<CellResult> cells, Path target) throws IOException {
    Map<String, Map<Integer, Double>> lines = new LinkedHashMap<>();
    for (String mollifier : CellKey.MOLLIFIERS) {
      List<CurveTable> curves = new ArrayList<>();
      for (CellResult cell : cells) {
        if (cell.mollifier().equals(mollifier)) {
          curves.add(store.curves(cell.key()));
        }
      }
      String name = mollifier.equals("none") ? "vanilla" : "mollified";
      lines.put(name + ", test", mean(curves.stream().map(CurveTable::test).toList()));
      lines.put(name + ", valid.", mean(curves.stream().map(CurveTable::validation).toList()));
    }
    lines.values().removeIf(Map::isEmpty);
    if (lines.isEmpty()) {
      return false;
    }
    double top =
        lines.values().stream().flatMap(line -> line.values().stream()).reduce(Math::max).get();
    double floor = Math.floor(top) - SHOWN_NATS;
    boolean cut =
        lines.values().stream().flatMap(line -> line.values().stream()).anyMatch(y -> y < floor);
    LinePlot plot =
        new LinePlot(
            cut ? "epoch (points below %.0f are not drawn)".formatted(floor) : "epoch",
            title + ": log-likelihood (nats)",
            false);
    lines.forEach((name, line) -> plot.line(name, epochs(line), values(line, floor)));
    plot.write(target);
    return true;
  }

  private static double[] epochs(Map<Integer, Double> line) {
    return line.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
  }

  private static double[] values(Map<Integer, Double> line, double floor) {
    return line.values().stream().mapToDouble(y -> y < floor ? Double.NaN : y).toArray();
  }

  /** Mean over the seeds at each epoch that all of them have. */
  private static Map<Integer, Double> mean(List<Map<Integer, Double>> seeds) {
    Map<Integer, Double> mean = new TreeMap<>();
    if (!seeds.isEmpty()) {
      for (Integer epoch : seeds.get(0).keySet()) {
        if (seeds.stream().allMatch(seed -> seed.containsKey(epoch))) {
          mean.put(
              epoch, seeds.stream().mapToDouble(seed -> seed.get(epoch)).average().orElseThrow());
        }
      }
    }
    return mean;
  }
}
