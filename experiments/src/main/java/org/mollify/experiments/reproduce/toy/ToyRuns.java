package org.mollify.experiments.reproduce.toy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.checkpoint.SnapshotFolder;
import org.mollify.models.checkpoint.SnapshotFolder.Snapshot;
import org.mollify.models.density.DensityModel;
import org.mollify.trainer.TrainingReport;
import org.mollify.trainer.TrainingRun;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.Preset;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.TabularDataset;
import org.mollify.trainer.loop.TrainingListener;

/**
 * The training runs behind the figures, one after another in this process. A finished run is not
 * trained again, a stopped one goes on from its last checkpoint; figures that need the same run
 * share it when they are written to the same folder.
 */
final class ToyRuns {

  /** Vanilla training first, as in the paper's figures. */
  static final List<String> MOLLIFIERS = List.of("none", "gaussian");

  private final Path folder;
  private final ToyScale scale;
  private final Consumer<String> progress;

  ToyRuns(Path out, ToyScale scale, Consumer<String> progress) {
    this.folder = out.resolve("runs");
    this.scale = scale;
    this.progress = progress;
  }

  static String label(String mollifier) {
    return mollifier.equals("none") ? "vanilla" : "mollified";
  }

  TrainingConfig config(String data, String mollifier, int seed) {
    return new ConfigLayers()
        .preset(Preset.REALNVP_2D)
        .set("data", data)
        .set("mollifier", mollifier)
        .set("iterations", scale.iterations())
        .set("seed", seed)
        .set("device", "cpu")
        .build();
  }

  /**
   * Trains a run, or finds it trained.
   *
   * @throws IOException if the folder holds a run of another configuration, or cannot be written
   */
  RunFolder trained(String data, String mollifier, int seed) throws IOException {
    Path path = folder.resolve("%s-%s-%d".formatted(data, label(mollifier), seed));
    TrainingConfig config = config(data, mollifier, seed);
    TabularDataset set = DatasetLoader.load(DataRequest.of(data));
    TrainingRun run;
    try {
      run =
          RunFolder.exists(path)
              ? TrainingRun.resume(path, config, set)
              : TrainingRun.begin(path, config, set);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage() + "; or choose another --out", e);
    }
    if (Files.exists(path.resolve(TrainingReport.FILE_NAME))) {
      progress.accept("%s: finished before".formatted(path.getFileName()));
      return run.folder();
    }
    progress.accept(
        "%s: training, %,d iterations".formatted(path.getFileName(), scale.iterations()));
    run.train(snapshots(run.folder()));
    return run.folder();
  }

  private TrainingListener snapshots(RunFolder run) {
    SnapshotFolder folder = new SnapshotFolder(run);
    long interval = Math.max(1, scale.iterations() / scale.snapshots());
    return new TrainingListener() {
      private long next;

      @Override
      public void started(long finishedSteps, long totalSteps, int rowsPerStep) {
        next = (finishedSteps + interval - 1) / interval * interval;
      }

      @Override
      public void weights(int epoch, long step, DensityModel model) {
        if (step >= next || step >= scale.iterations()) {
          next = (step / interval + 1) * interval;
          try {
            folder.write(step, model);
          } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
          }
        }
      }
    };
  }

  static Snapshot last(RunFolder run) throws IOException {
    List<Snapshot> snapshots = new SnapshotFolder(run).all();
    if (snapshots.isEmpty()) {
      throw new IOException("%s holds no snapshots; remove it and run again".formatted(run.path()));
    }
    return snapshots.get(snapshots.size() - 1);
  }
}
