package org.mollify.trainer;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mollify.models.ModelRegistry;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.Dataset;
import org.mollify.trainer.loop.EpochProbe;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.loop.TrainingItems;
import org.mollify.trainer.loop.TrainingListener;
import org.mollify.trainer.loop.TrainingLoop;
import org.mollify.trainer.optim.Optimizer;
import org.mollify.trainer.optim.TrainedParameters;

/**
 * Trains a flow over a table for 5,000 steps, or Glow over a folder of images for 1,000, and prints
 * 20 times, evenly spread: {@code step arrays kilobytes}, the number of live native arrays and the
 * resident memory of the process.
 */
public final class LongRun {

  private LongRun() {}

  private static final int LINES = 20;

  /** Takes the folder of the run, and the table or the folder of images. */
  public static void main(String[] args) throws IOException {
    Path path = Path.of(args[1]);
    boolean images = Files.isDirectory(path);
    TrainingConfig config =
        (images ? glow(path) : SmallRun.settings(path))
            .set("iterations", images ? 1000 : 5000)
            .set("clipNorm", 100)
            .set("checkpointSeconds", 1e6)
            .build();
    Dataset data = TrainingData.load(DataRequest.of(config.data()));
    RunFolder run = TrainingRun.begin(Path.of(args[0]), config, data).folder();
    try (NDManager manager = NDManager.newBaseManager()) {
      DensityModel model = ModelRegistry.build(run.spec());
      model.initialize(manager, 1);
      TrainedParameters parameters = TrainedParameters.of(model.getParameters());
      TrainingItems items =
          TrainingItems.of(manager, model.transform(), data.train(), config.seed());
      try (Optimizer optimizer = TrainingParts.optimizer(config, parameters)) {
        new TrainingLoop(
                config,
                model,
                TrainingParts.mollifier(config, data.spec()),
                optimizer,
                parameters,
                items,
                data.validation(),
                run.checkpoints())
            .run(new Meter(manager, config.iterations() / LINES), EpochProbe.NONE);
      }
    }
  }

  private static ConfigLayers glow(Path images) {
    return new ConfigLayers()
        .set("model", "glow-image")
        .set("data", "images:" + images)
        .set("levels", 2)
        .set("steps", 2)
        .set("hidden", 8)
        .set("per", "iteration")
        .set("batchSize", 16)
        .set("device", "cpu");
  }

  private record Meter(NDManager manager, int every) implements TrainingListener {

    @Override
    public void epochFinished(EpochReport report) {
      if (report.step() % every == 0) {
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
