package org.mollify.experiments.watch;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mollify.experiments.ModelSamples;
import org.mollify.experiments.features.DrawnPictures;
import org.mollify.experiments.features.FeatureNetwork;
import org.mollify.experiments.frechet.FeatureSet;
import org.mollify.experiments.frechet.FeatureStatistics;
import org.mollify.experiments.frechet.FrechetDistance;
import org.mollify.models.density.DensityModel;
import org.mollify.trainer.loop.EpochProbe;
import org.mollify.trainer.loop.EpochReport;

/**
 * {@code distance.jsonl}: the Frechet distance of samples along the training (paper, Figures 7, 9
 * and 10), a line an epoch that is measured. An epoch that a resumed run trains again is appended
 * again; the later line counts. An epoch has no line when more than one in ten of its samples hold
 * NaN or infinite values.
 */
public final class DistanceCurve implements EpochProbe {

  private static final String FILE_NAME = "distance.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final FeatureNetwork network;
  private final FeatureStatistics references;
  private final int every;
  private final int samples;

  /**
   * A point of a curve.
   *
   * @param epoch epochs that were done
   * @param step steps that were done
   * @param distance Frechet distance
   * @param nonFinite how many of the samples hold NaN or infinite values; null where they were not
   *     counted, and none holds NaN
   */
  public record Point(int epoch, long step, double distance, Integer nonFinite) {}

  /**
   * A curve to be written.
   *
   * @param run run folder
   * @param network gives the features
   * @param references statistics of the images to compare with
   * @param every number of epochs from one point to the next; the first epoch is one too
   * @param samples samples of a point; fewer raise the distance, of all models alike
   */
  public DistanceCurve(
      Path run, FeatureNetwork network, FeatureStatistics references, int every, int samples) {
    this.file = run.resolve(FILE_NAME);
    this.network = network;
    this.references = references;
    this.every = every;
    this.samples = samples;
  }

  @Override
  public void measure(EpochReport report, DensityModel model, NDManager parent) throws IOException {
    if (report.epoch() % every != 0 && report.epoch() != 1) {
      return;
    }
    Shape shape = model.dataShape();
    double[][] drawn = ModelSamples.of(model, parent, 0, samples, 0);
    DrawnPictures pictures =
        DrawnPictures.of(drawn, (int) shape.get(0), (int) shape.get(1), (int) shape.get(2));
    if (!DrawnPictures.areFew(pictures.nonFinite(), samples)) {
      return;
    }
    FeatureSet features =
        new FeatureSet(network.name(), network.dimension(), network.features(pictures.pixels()));
    double distance = FrechetDistance.between(features.statistics(), references).distance();
    // The line break comes first: the line before may have been cut short by a kill.
    Point point = new Point(report.epoch(), report.step(), distance, pictures.nonFinite());
    String line = "\n" + JSON.writeValueAsString(point);
    Files.writeString(
        file, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Reads the curve of a run.
   *
   * @param run run folder
   * @return its points by epoch, ascending
   * @throws IOException if it cannot be read
   */
  public static List<Point> read(Path run) throws IOException {
    Path file = run.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return List.of();
    }
    Map<Integer, Point> points = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      try {
        if (!line.isBlank()) {
          Point point = JSON.readValue(line, Point.class);
          points.put(point.epoch(), point);
        }
      } catch (JsonProcessingException e) {
        // Cut short by a kill; its epoch was trained and written again.
        continue;
      }
    }
    return List.copyOf(points.values());
  }
}
