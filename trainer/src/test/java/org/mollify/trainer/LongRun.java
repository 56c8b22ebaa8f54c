package org.mollify.trainer;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mollify.models.ModelRegistry;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.TabularDataset;
import org.mollify.trainer.loop.EpochProbe;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.loop.TrainingListener;
import org.mollify.trainer.loop.TrainingLoop;
import org.mollify.trainer.loop.TrainingRows;
import org.mollify.trainer.optim.Optimizer;
import org.mollify.trainer.optim.TrainedParameters;

/**
 * Trains 5,000 steps and prints, every 250 steps: {@code step arrays kilobytes}, the number of live
 * native arrays and the resident memory of the process.
 */
public final class LongRun {

  private LongRun() {}

  /** Takes the folder of the run and the table. */
  public static void main(String[] args) throws IOException {
    TrainingConfig config =
        SmallRun.settings(Path.of(args[1]))
            .set("iterations", 5000)
            .set("clipNorm", 100)
            .set("checkpointSeconds", 1e6)
            .build();
    TabularDataset data = SmallRun.data(config);
    RunFolder run = TrainingRun.begin(Path.of(args[0]), config, data).folder();
    try (NDManager manager = NDManager.newBaseManager()) {
      DensityModel model = ModelRegistry.build(run.spec());
      model.initialize(manager, 1);
      TrainedParameters parameters = TrainedParameters.of(model.getParameters());
      TrainingRows rows = TrainingRows.of(manager, model.transform(), data.train(), config.seed());
      try (Optimizer optimizer = TrainingParts.optimizer(config, parameters)) {
        new TrainingLoop(
                config,
                model,
                TrainingParts.mollifier(config, data.spec()),
                optimizer,
                parameters,
                rows,
                data.validation(),
                run.checkpoints())
            .run(new Meter(manager), EpochProbe.NONE);
      }
    }
  }

  private record Meter(NDManager manager) implements TrainingListener {

    @Override
    public void epochFinished(EpochReport report) {
      if (report.step() % 250 == 0) {
        System.out.printf(
            "%d %d %d%n", report.step(), manager.getManagedArrays().size(), residentKilobytes());
      }
    }

    private static long residentKilobytes() {
      try {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .map(line -> line.replaceAll("\\D", ""))
            .mapToLong(Long::parseLong)
            .sum();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
