package org.mollify.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.mollify.exporter.BundleExport;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.trainer.TrainingData;
import org.mollify.trainer.TrainingRun;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.Dataset;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.loop.TrainingListener;

/**
 * The short trainings of a contract test below a folder, each run and exported once, when it is
 * first asked for.
 *
 * @param <T> what tells trainings apart, also by its text
 */
final class ContractTrainings<T> {

  private final Path folder;
  private final Function<T, ConfigLayers> settings;
  private final Map<T, RunFolder> runs = new HashMap<>();
  private final Map<T, Path> bundles = new HashMap<>();

  /**
   * Trainings that have not begun.
   *
   * @param folder folder of the runs and bundles
   * @param settings all settings of a training but its epochs
   */
  ContractTrainings(Path folder, Function<T, ConfigLayers> settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /** Trains once. */
  RunFolder run(T training) throws IOException {
    if (!runs.containsKey(training)) {
      Path path = folder.resolve("run-" + training);
      runs.put(training, train(training, path, 2, TrainingListener.SILENT));
    }
    return runs.get(training);
  }

  /** Exports once. */
  Path bundle(T training) throws IOException {
    if (!bundles.containsKey(training)) {
      Path bundle = folder.resolve("bundle-" + bundles.size());
      new BundleExport(run(training), Slot.LAST).write(bundle, false);
      bundles.put(training, bundle);
    }
    return bundles.get(training);
  }

  /** A training that an exception stops after its third epoch must end as one that goes through. */
  void assertResumes(T training) throws IOException {
    Path whole = folder.resolve("whole-" + training);
    Path parts = folder.resolve("parts-" + training);
    IllegalStateException stop = new IllegalStateException("stopped");
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochReport report) {
            if (report.epoch() == 3) {
              throw stop;
            }
          }
        };
    assertThatThrownBy(() -> train(training, parts, 4, stopping)).isSameAs(stop);
    RunFolder resumed = train(training, parts, 4, TrainingListener.SILENT);
    RunFolder expected = train(training, whole, 4, TrainingListener.SILENT);
    assertThat(weights(resumed)).isEqualTo(weights(expected));
  }

  private static String weights(RunFolder run) throws IOException {
    return run.checkpoints().get(Slot.LAST).weights().sha256();
  }

  /** Begins a run, or takes it up where it was left. */
  private RunFolder train(T training, Path path, int epochs, TrainingListener listener)
      throws IOException {
    TrainingConfig config = settings.apply(training).set("epochs", epochs).build();
    Dataset data = TrainingData.load(TrainingData.request(config, Optional.empty()));
    TrainingRun run =
        RunFolder.exists(path)
            ? TrainingRun.resume(path, config, data)
            : TrainingRun.begin(path, config, data);
    run.train(listener);
    return run.folder();
  }
}
