package org.mollify.experiments.reproduce.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mollify.experiments.figure.LinePlot;
import org.mollify.experiments.reproduce.images.ImageTable.Column;
import org.mollify.experiments.watch.DistanceCurve;
import org.mollify.models.checkpoint.AtomicFile;

/**
 * The distance of samples along the training, a figure a model (paper, Figure 9): means over the
 * seeds that have a point there.
 */
final class ImageCurves {

  private final Path out;
  private final String table;
  private final List<Column> columns;

  ImageCurves(Path out, String table, List<Column> columns) {
    this.out = out;
    this.table = table;
    this.columns = columns;
  }

  /** Name of a model's figure. */
  String file(String model) {
    return "%s-%s.png".formatted(table, model);
  }

  /** Draws a model's figure, and says whether it has any curve. */
  boolean write(String model, List<ImageScore> scores) throws IOException {
    LinePlot plot = new LinePlot("epoch", "%s: Frechet distance of samples".formatted(model), true);
    boolean any = false;
    for (Column column : columns) {
      Map<Integer, List<Double>> points = new TreeMap<>();
      for (ImageScore score : scores) {
        if (column.holds(score.cell()) && score.cell().model().equals(model)) {
          for (DistanceCurve.Point point : score.curve()) {
            points.computeIfAbsent(point.epoch(), epoch -> new ArrayList<>()).add(point.distance());
          }
        }
      }
      if (!points.isEmpty()) {
        any = true;
        plot.line(
            column.title(),
            points.keySet().stream().mapToDouble(Integer::doubleValue).toArray(),
            points.values().stream()
                .mapToDouble(
                    values ->
                        values.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
                .toArray());
      }
    }
    if (any) {
      plot.write(out.resolve(file(model)));
    }
    return any;
  }

  /** Writes the numbers behind all figures. */
  void writeNumbers(List<ImageScore> scores) throws IOException {
    StringBuilder csv =
        new StringBuilder("model,mollifier,schedule,seed,epoch,step,frechet_distance\n");
    for (ImageScore score : scores) {
      for (DistanceCurve.Point point : score.curve()) {
        ImageCell cell = score.cell();
        csv.append(
            "%s,%s,%s,%d,%d,%d,%s%n"
                .formatted(
                    cell.model(),
                    cell.mollifier(),
                    cell.mollifier().equals("gaussian") ? cell.schedule() : "",
                    cell.seed(),
                    point.epoch(),
                    point.step(),
                    point.distance()));
      }
    }
    AtomicFile.write(
        out.resolve(table + "-curves.csv"),
        stream -> stream.write(csv.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
