package org.mollify.trainer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.TabularDataset;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.loop.TrainingListener;
import org.mollify.trainer.progress.MetricsLog;

/** Runs that train in a second: a small flow over a small table of dependent columns. */
public final class SmallRun {

  private SmallRun() {}

  /** Writes a table of dependent columns. */
  public static Path table(Path folder, int rows, int columns, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    for (int j = 0; j < columns; j++) {
      text.append(j == 0 ? "c" : ",c").append(j);
    }
    text.append('\n');
    for (int i = 0; i < rows; i++) {
      double common = random.nextDouble(-2, 2);
      for (int j = 0; j < columns; j++) {
        double value = Math.pow(common, j % 3 + 1) + random.nextDouble(-1, 1);
        text.append(j == 0 ? "" : ",").append(String.format(Locale.ROOT, "%.6f", value));
      }
      text.append('\n');
    }
    Path file = folder.resolve("table.csv");
    Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    return file;
  }

  /** Settings of a run over a table: 4 epochs, batches of 32, width 8. */
  public static ConfigLayers settings(Path table) {
    return new ConfigLayers()
        .set("model", "realnvp")
        .set("data", "csv:" + table)
        .set("hidden", 8)
        .set("epochs", 4)
        .set("batchSize", 32)
        .set("learningRate", 1e-3)
        .set("device", "cpu");
  }

  /** Loads the table that a configuration names. */
  public static TabularDataset data(TrainingConfig config) throws IOException {
    return DatasetLoader.load(DataRequest.of(config.data()));
  }

  /** Trains from the beginning to the end. */
  public static RunFolder train(Path folder, ConfigLayers settings) throws IOException {
    TrainingConfig config = settings.build();
    TrainingRun run = TrainingRun.begin(folder, config, data(config));
    run.train(TrainingListener.SILENT);
    return run.folder();
  }

  /** The digest of the weights after the last epoch. */
  public static String weights(RunFolder run) throws IOException {
    return run.checkpoints().get(Slot.LAST).weights().sha256();
  }

  /** What the log of a run says, without the times. */
  public static List<String> metrics(RunFolder run) throws IOException {
    return MetricsLog.read(run.path()).stream().map(SmallRun::withoutTimes).toList();
  }

  private static String withoutTimes(EpochReport report) {
    return "%d %d %s %s %s %s %d"
        .formatted(
            report.epoch(),
            report.step(),
            report.progress(),
            report.loss(),
            report.validation(),
            report.best(),
            report.skippedSteps());
  }
}
