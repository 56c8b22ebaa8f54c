package org.mollify.experiments.reproduce.images;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.mollify.experiments.cell.TrainingCell;
import org.mollify.experiments.cell.TrainingCell.Watch;
import org.mollify.experiments.frechet.FeatureSet;
import org.mollify.experiments.reproduce.Machine;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.experiments.watch.DistanceCurve;
import org.mollify.exporter.BundleExport;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.io.ImageGrid;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.progress.MetricsLog;

/**
 * Trains cells as child processes, some side by side, exports each, and measures samples of the
 * exported graphs. A finished cell is a JSON file and a grid of samples in {@code cells/}; a folder
 * is gone on with where it was stopped.
 */
final class ImageCells {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final long SAMPLE_SEED = 0;
  private static final int GRID = 64;
  private static final int CHUNK = 500;

  /** Points of a curve of distances, and samples of each. */
  private static final int POINTS = 5;

  private static final int CURVE_SAMPLES = 1000;

  private final Path out;
  private final ReproductionRequest request;
  private final ReferenceFeatures reference;
  private final int samples;
  private final int trainingImages;
  private final Set<TrainingCell> running = ConcurrentHashMap.newKeySet();
  private final Map<String, String> failures = new TreeMap<>();
  private volatile boolean stopped;

  /**
   * Prepares cells.
   *
   * @param request what was asked
   * @param reference features to compare with
   * @param samples samples to draw from each model
   * @param trainingImages images in the training part
   */
  ImageCells(
      ReproductionRequest request, ReferenceFeatures reference, int samples, int trainingImages) {
    this.out = request.out();
    this.request = request;
    this.reference = reference;
    this.samples = samples;
    this.trainingImages = trainingImages;
  }

  /** What follows a finished cell. */
  @FunctionalInterface
  interface AfterEach {
    void run() throws IOException;
  }

  /**
   * Runs the cells that are not finished.
   *
   * @throws IOException naming the cells that failed
   */
  void run(List<ImageCell> cells, AfterEach after) throws IOException, InterruptedException {
    List<ImageCell> waiting = new ArrayList<>();
    for (ImageCell cell : cells) {
      Optional<ImageScore> score = read(cell);
      if (score.isEmpty()) {
        waiting.add(cell);
      } else {
        requireSame(cell, score.get());
      }
    }
    request
        .progress()
        .accept(
            "%d cells, %d finished already; %d side by side"
                .formatted(cells.size(), cells.size() - waiting.size(), request.jobs()));
    Thread stop = new Thread(this::stop);
    Runtime.getRuntime().addShutdownHook(stop);
    ExecutorService workers = Executors.newFixedThreadPool(request.jobs());
    BlockingQueue<Trained> trained = new LinkedBlockingQueue<>();
    try {
      waiting.forEach(cell -> workers.execute(() -> trained.add(train(cell))));
      for (int i = 0; i < waiting.size(); i++) {
        Trained next = trained.take();
        if (stopped) {
          return;
        }
        // Here and not in a worker: the engine keeps whether gradients are taken for each thread.
        finish(next, after);
      }
    } finally {
      if (!stopped) {
        Runtime.getRuntime().removeShutdownHook(stop);
        stop();
      }
      workers.shutdownNow();
    }
    if (!failures.isEmpty()) {
      throw new IOException(
          "%d of %d cells failed and will be tried again by the same command: %s"
              .formatted(failures.size(), cells.size(), failures));
    }
  }

  private void stop() {
    stopped = true;
    running.forEach(TrainingCell::stop);
  }

  /** A cell whose training has ended, and what went wrong, if anything. */
  private record Trained(ImageCell cell, Exception failure) {}

  private Trained train(ImageCell cell) {
    try {
      if (!stopped) {
        train(cell, run(cell));
      }
      return new Trained(cell, null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Trained(cell, e);
    } catch (IOException | RuntimeException e) {
      return new Trained(cell, e);
    }
  }

  private void finish(Trained trained, AfterEach after) {
    ImageCell cell = trained.cell();
    try {
      if (trained.failure() != null) {
        throw new IOException(trained.failure().getMessage(), trained.failure());
      }
      ImageScore score = measure(cell, run(cell));
      byte[] json = JSON.writeValueAsBytes(score);
      AtomicFile.write(file(cell), stream -> stream.write(json));
      remove(run(cell));
      request
          .progress()
          .accept(
              String.format(
                  Locale.ROOT,
                  "%s: Frechet distance %.2f, %.0f s of training",
                  cell,
                  score.distance(),
                  score.seconds()));
      after.run();
    } catch (IOException | RuntimeException e) {
      failures.put(cell.id(), String.valueOf(e.getMessage()));
      request.progress().accept("%s failed: %s".formatted(cell, e.getMessage()));
    }
  }

  private Path run(ImageCell cell) {
    return out.resolve("runs").resolve(cell.id());
  }

  private void train(ImageCell cell, Path run) throws IOException, InterruptedException {
    TrainingConfig config = cell.config(request.quick());
    Path features = out.resolve("features");
    TrainingCell training =
        TrainingCell.start(
            config,
            request.dataDir(),
            run,
            new Watch(
                features.toString(),
                ReferenceFeatures.statistics(features).toString(),
                Math.max(1, config.epochs() / POINTS),
                CURVE_SAMPLES));
    running.add(training);
    try {
      if (stopped) {
        training.stop();
      }
      training.await();
    } finally {
      training.end();
      running.remove(training);
    }
  }

  private ImageScore measure(ImageCell cell, Path run) throws IOException {
    RunFolder folder = RunFolder.open(run);
    Path bundle = run.resolve("bundle");
    new BundleExport(folder, Slot.LAST).write(bundle, false);
    FeatureSet features;
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      double[][] grid = model.sample(GRID, SAMPLE_SEED);
      AtomicFile.write(
          out.resolve("cells").resolve(cell.id() + ".png"),
          stream -> ImageGrid.write(model.manifest().data().shape(), grid, stream));
      features = sampled(model);
    }
    var distance = reference.distance(features);
    List<EpochReport> epochs = MetricsLog.read(run);
    EpochReport last = epochs.get(epochs.size() - 1);
    JsonNode environment = folder.training().path("environment");
    JsonNode report = JSON.readTree(run.resolve("report.json").toFile());
    JsonNode bound = report.path("checkpoints").path("last").path("test").path("logLikelihood");
    return new ImageScore(
        cell,
        distance.distance(),
        reference.name(),
        samples,
        distance.secondCount(),
        reference.kernel(features),
        bound.isNumber() ? bound.asDouble() : null,
        last.epoch(),
        last.step(),
        trainingImages,
        Math.round(epochs.stream().mapToDouble(EpochReport::seconds).sum()),
        request.quick(),
        ConfigLayers.toJson(cell.config(request.quick())),
        environment.path("revision").asText(),
        environment.path("device").asText(),
        Machine.describe(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        DistanceCurve.read(run));
  }

  private FeatureSet sampled(GenerativeModel model) {
    float[] all = null;
    int dimension = 0;
    for (int from = 0; from < samples; from += CHUNK) {
      int count = Math.min(CHUNK, samples - from);
      FeatureSet part = reference.of(model.sample(from, count, SAMPLE_SEED, 1));
      dimension = part.dimension();
      all = all == null ? new float[samples * dimension] : all;
      System.arraycopy(part.values(), 0, all, from * dimension, part.values().length);
    }
    return new FeatureSet(reference.name(), dimension, all);
  }

  /** Reads a finished cell. */
  Optional<ImageScore> read(ImageCell cell) throws IOException {
    Path file = file(cell);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), ImageScore.class));
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s is not a finished cell (%s); remove it and the cell runs again"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }

  private void requireSame(ImageCell cell, ImageScore score) {
    List<String> differences =
        ConfigLayers.differences(ConfigLayers.read(score.settings()), cell.config(request.quick()));
    if (!score.features().equals(reference.name())) {
      differences = new ArrayList<>(differences);
      differences.add("features: %s -> %s".formatted(score.features(), reference.name()));
    }
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "%s was run with other settings (%s); choose another --out, or remove that file to run the cell again"
              .formatted(file(cell), String.join("; ", differences)));
    }
  }

  private Path file(ImageCell cell) {
    return out.resolve("cells").resolve(cell.id() + ".json");
  }

  private static void remove(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
