package org.mollify.experiments.reproduce.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.mollify.experiments.cell.RunningCells;
import org.mollify.experiments.cell.TrainingCell;
import org.mollify.experiments.cell.TrainingCell.Watch;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.loop.TrainingPlan;

/**
 * Trains cells as child processes, some side by side, exports each, and measures samples of the
 * exported graphs. A finished cell is a JSON file and a grid of samples in {@code cells/}; a folder
 * is gone on with where it was stopped.
 */
final class ImageCells {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Points of a curve of distances, and most samples of each. */
  private static final int PAPER_POINTS = 20;

  private static final int QUICK_POINTS = 5;
  private static final int MOST_CURVE_SAMPLES = 1000;

  private final Path out;
  private final ReproductionRequest request;
  private final References references;
  private final ImageMeasurement measurement;
  private final RunningCells running = new RunningCells();
  private final Map<String, String> failures = new TreeMap<>();

  /**
   * Prepares cells.
   *
   * @param request what was asked
   * @param references features to compare with
   * @param measurement measures trained cells
   */
  ImageCells(ReproductionRequest request, References references, ImageMeasurement measurement) {
    this.out = request.out();
    this.request = request;
    this.references = references;
    this.measurement = measurement;
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
    FinishedCells finished = new FinishedCells(out);
    finished.requireComparable(request.quick(), references, measurement.samples());
    List<ImageCell> waiting = new ArrayList<>();
    for (ImageCell cell : cells) {
      Optional<ImageScore> score = finished.find(cell);
      if (score.isEmpty()) {
        waiting.add(cell);
      } else {
        finished.requireSame(score.get(), cell.config(request.quick()));
      }
    }
    request
        .progress()
        .accept(
            "%d cells, %d finished already; %d side by side"
                .formatted(cells.size(), cells.size() - waiting.size(), request.jobs()));
    Thread stop = new Thread(running::stop);
    Runtime.getRuntime().addShutdownHook(stop);
    ExecutorService workers = Executors.newFixedThreadPool(request.jobs());
    BlockingQueue<Trained> trained = new LinkedBlockingQueue<>();
    try {
      waiting.forEach(cell -> workers.execute(() -> trained.add(train(cell))));
      for (int i = 0; i < waiting.size(); i++) {
        Trained next = trained.take();
        if (running.isStopped()) {
          return;
        }
        // Here and not in a worker: the engine keeps whether gradients are taken for each thread.
        finish(next, after);
      }
    } finally {
      if (!running.isStopped()) {
        Runtime.getRuntime().removeShutdownHook(stop);
        running.stop();
      }
      workers.shutdownNow();
    }
    if (!failures.isEmpty()) {
      throw new IOException(
          "%d of %d cells failed and will be tried again by the same command: %s"
              .formatted(failures.size(), cells.size(), failures));
    }
  }

  /** A cell whose training has ended, and what went wrong, if anything. */
  private record Trained(ImageCell cell, Exception failure) {}

  private Trained train(ImageCell cell) {
    try {
      if (!running.isStopped()) {
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
      ImageScore score = measurement.of(cell, run(cell));
      byte[] json = JSON.writeValueAsBytes(score);
      AtomicFile.write(new FinishedCells(out).file(cell), stream -> stream.write(json));
      RunFolder.delete(run(cell));
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
    int epochs = TrainingPlan.of(config, references.of(cell).trainingImages()).epochs();
    int points = request.quick() ? QUICK_POINTS : PAPER_POINTS;
    TrainingCell training =
        TrainingCell.start(
            config,
            request.dataDir(),
            run,
            new Watch(
                references.classifier().map(Path::toString).orElse(null),
                references.statistics(ImageSet.of(cell.data())).toString(),
                Math.max(1, epochs / points),
                curveSamples(measurement.samples())));
    running.await(training);
  }

  /** Samples of a point of a curve, where so many are drawn at the end. */
  static int curveSamples(int samples) {
    return Math.min(MOST_CURVE_SAMPLES, samples);
  }
}
