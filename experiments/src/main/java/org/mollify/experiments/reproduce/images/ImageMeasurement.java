package org.mollify.experiments.reproduce.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.mollify.experiments.features.DrawnPictures;
import org.mollify.experiments.frechet.FeatureSet;
import org.mollify.experiments.reproduce.Machine;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.experiments.watch.DistanceCurve;
import org.mollify.experiments.watch.SampleGrids;
import org.mollify.exporter.BundleExport;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.io.ImageGrid;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.progress.MetricsLog;

/**
 * Measures trained cells by samples of their exported graphs: what users of a bundle get.
 *
 * @param request what was asked
 * @param references features to compare with
 * @param samples samples to draw from each model
 */
record ImageMeasurement(ReproductionRequest request, References references, int samples) {

  /** How the name of a strip of samples along the training ends. */
  static final String STRIP = "-strip.png";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SAMPLE_SEED = 0;
  private static final int GRID = 64;
  private static final int CHUNK = 500;

  /**
   * Exports the last weights of a finished run and measures samples of the bundle.
   *
   * @param cell the cell
   * @param run its run folder
   * @return what it came to; a grid of samples and a strip along the training are in {@code cells/}
   * @throws IOException if a file cannot be read or written, or the export is not proven
   * @throws IllegalStateException if the model has diverged
   */
  ImageScore of(ImageCell cell, Path run) throws IOException {
    ReferenceFeatures reference = references.of(cell);
    RunFolder folder = RunFolder.open(run);
    Path bundle = run.resolve("bundle");
    new BundleExport(folder, Slot.LAST).write(bundle, false);
    Sampled sampled;
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      double[][] grid = model.sample(GRID, SAMPLE_SEED);
      AtomicFile.write(
          file(cell, ".png"),
          stream -> ImageGrid.write(model.manifest().data().shape(), grid, stream));
      sampled = sampled(model, reference);
    }
    if (Files.exists(SampleGrids.strip(run))) {
      byte[] strip = Files.readAllBytes(SampleGrids.strip(run));
      AtomicFile.write(file(cell, STRIP), stream -> stream.write(strip));
    }
    var distance = reference.distance(sampled.features());
    List<EpochReport> epochs = MetricsLog.read(run);
    EpochReport last = epochs.get(epochs.size() - 1);
    JsonNode environment = folder.training().path("environment");
    JsonNode report = JSON.readTree(run.resolve("report.json").toFile());
    JsonNode bound = report.path("checkpoints").path("last").path("test").path("logLikelihood");
    return new ImageScore(
        cell,
        distance.distance(),
        references.name(),
        samples,
        sampled.nonFinite(),
        distance.secondCount(),
        reference.kernel(sampled.features()),
        bound.isNumber() ? bound.asDouble() : null,
        last.epoch(),
        last.step(),
        reference.trainingImages(),
        Math.round(epochs.stream().mapToDouble(EpochReport::seconds).sum()),
        request.quick(),
        ConfigLayers.toJson(cell.config(request.quick())),
        environment.path("revision").asText(),
        environment.path("device").asText(),
        Machine.describe(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        DistanceCurve.read(run));
  }

  private Path file(ImageCell cell, String ending) {
    return request.out().resolve("cells").resolve(cell.id() + ending);
  }

  /** Features of samples, and how many of the samples are not finite. */
  private record Sampled(FeatureSet features, int nonFinite) {}

  private Sampled sampled(GenerativeModel model, ReferenceFeatures reference) {
    float[] all = null;
    int dimension = 0;
    int nonFinite = 0;
    for (int from = 0; from < samples; from += CHUNK) {
      int count = Math.min(CHUNK, samples - from);
      DrawnPictures pictures = reference.pictures(model.sample(from, count, SAMPLE_SEED, 1));
      nonFinite += pictures.nonFinite();
      FeatureSet part = reference.of(pictures.pixels());
      dimension = part.dimension();
      all = all == null ? new float[samples * dimension] : all;
      System.arraycopy(part.values(), 0, all, from * dimension, part.values().length);
    }
    DrawnPictures.requireFew(nonFinite, samples);
    return new Sampled(new FeatureSet(references.name(), dimension, all), nonFinite);
  }
}
