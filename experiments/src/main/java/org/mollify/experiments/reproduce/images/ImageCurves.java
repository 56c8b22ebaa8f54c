package org.mollify.experiments.reproduce.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mollify.experiments.figure.LinePlot;
import org.mollify.experiments.watch.DistanceCurve;
import org.mollify.models.checkpoint.AtomicFile;

/**
 * The distance of samples along the training, a figure a model (paper, Figures 7, 9 and 10): means
 * over the seeds that have a point there.
 */
final class ImageCurves {

  private final Path out;
  private final TableDefinition definition;

  ImageCurves(Path out, TableDefinition definition) {
    this.out = out;
    this.definition = definition;
  }

  /** Name of the figure of a model on a set. */
  String file(ImageSet set, String model) {
    return "%s-%s-%s.png".formatted(definition.name(), set.id(), model);
  }

  /** Draws a model's figure from the runs on a set, and says whether it has any curve. */
  boolean write(ImageSet set, String model, List<ImageScore> scores) throws IOException {
    LinePlot plot =
        new LinePlot("epoch", "%s, %s: Frechet distance".formatted(model, set.title()), true);
    boolean any = false;
    for (TableColumn column : definition.columns()) {
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
      plot.write(out.resolve(file(set, model)));
    }
    return any;
  }

  /** Writes the numbers behind all figures. */
  void writeNumbers(List<ImageScore> scores) throws IOException {
    StringBuilder csv =
        new StringBuilder(
            "data,model,mollifier,schedule,settings,seed,epoch,step,frechet_distance\n");
    for (ImageScore score : scores) {
      for (DistanceCurve.Point point : score.curve()) {
        ImageCell cell = score.cell();
        csv.append(
            "%s,%s,%s,%s,%s,%d,%d,%d,%s%n"
                .formatted(
                    cell.data(),
                    cell.model(),
                    cell.mollifier(),
                    cell.mollifier().equals("gaussian") ? cell.schedule() : "",
                    cell.settingsText(),
                    cell.seed(),
                    point.epoch(),
                    point.step(),
                    point.distance()));
      }
    }
    AtomicFile.write(
        out.resolve(definition.name() + "-curves.csv"),
        stream -> stream.write(csv.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
