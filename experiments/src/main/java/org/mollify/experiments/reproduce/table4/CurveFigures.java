package org.mollify.experiments.reproduce.table4;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.mollify.experiments.figure.LinePlot;

/**
 * A figure for each data set and model: validation and test log-likelihood against the epoch,
 * vanilla and mollified, mean over seeds.
 */
final class CurveFigures {

  private CurveFigures() {}

  /** Draws all and returns the names of their files. */
  static List<String> write(Path out, List<CellResult> cells, CellStore store) throws IOException {
    List<String> names = new ArrayList<>();
    for (String data : CellKey.DATA) {
      for (String model : CellKey.MODELS) {
        List<CellResult> chosen =
            cells.stream()
                .filter(cell -> cell.data().equals(data) && cell.model().equals(model))
                .toList();
        if (!chosen.isEmpty()) {
          String name = "curves-%s-%s.png".formatted(data, model);
          draw(data + ", " + model, chosen, store, out.resolve(name));
          names.add(name);
        }
      }
    }
    return names;
  }

  private static void draw(String title, List<CellResult> cells, CellStore store, Path target)
      throws IOException {
    LinePlot plot = new LinePlot("epoch", title + ": log-likelihood (nats)", false);
    boolean drawn = false;
    for (String mollifier : CellKey.MOLLIFIERS) {
      List<CurveTable> curves = new ArrayList<>();
      for (CellResult cell : cells) {
        if (cell.mollifier().equals(mollifier)) {
          curves.add(store.curves(cell.key()));
        }
      }
      String name = mollifier.equals("none") ? "vanilla" : "mollified";
      drawn |= line(plot, name + ", test", curves, CurveTable::test);
      drawn |= line(plot, name + ", validation", curves, CurveTable::validation);
    }
    if (drawn) {
      plot.write(target);
    }
  }

  private static boolean line(
      LinePlot plot,
      String name,
      List<CurveTable> curves,
      Function<CurveTable, Map<Integer, Double>> part) {
    Map<Integer, Double> mean = mean(curves.stream().map(part).toList());
    if (mean.isEmpty()) {
      return false;
    }
    plot.line(
        name,
        mean.keySet().stream().mapToDouble(Integer::doubleValue).toArray(),
        mean.values().stream().mapToDouble(Double::doubleValue).toArray());
    return true;
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
