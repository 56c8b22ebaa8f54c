package org.mollify.experiments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mollify.models.DataSpec;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;
import org.mollify.models.ModelRegistry;
import org.mollify.models.ModelSpec;
import org.mollify.models.checkpoint.CheckpointFolder;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.models.transform.Standardization;
import org.mollify.trainer.TrainingRun;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.loop.TrainingListener;

/** Run folders of small models: trained for real, or with random parameters. */
final class SmallRuns {

  /** Rows of a table; training and validation are 512 of them, so that means are exact. */
  private static final int ROWS = 568;

  private SmallRuns() {}

  /** Writes {@link #ROWS} rows of dependent columns, the first one moved by an offset. */
  static Path table(Path file, int columns, double offset) throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    StringBuilder text = new StringBuilder();
    for (int j = 0; j < columns; j++) {
      text.append(j == 0 ? "c" : ",c").append(j);
    }
    text.append('\n');
    for (int i = 0; i < ROWS; i++) {
      double common = random.nextDouble(-10, 10);
      for (int j = 0; j < columns; j++) {
        double free = common * (j % 2 == 0 ? 1 : 0.1 * common) + random.nextDouble(-2, 2);
        // Multiples of 1/64 are exact in double and in six decimals, with and without the offset.
        double value = Math.rint(free * 64) / 64 + (j == 0 ? offset : 0);
        text.append(j == 0 ? "" : ",").append(String.format(Locale.ROOT, "%.6f", value));
      }
      text.append('\n');
    }
    return Files.writeString(file, text);
  }

  static ConfigLayers settings(String model, String data) {
    return new ConfigLayers()
        .set("model", model)
        .set("data", data)
        .set("hidden", 16)
        .set("iterations", 200)
        .set("batchSize", 64)
        .set("learningRate", 1e-3)
        .set("device", "cpu");
  }

  static TrainingRun begin(Path folder, TrainingConfig config) throws IOException {
    return TrainingRun.begin(folder, config, DatasetLoader.load(DataRequest.of(config.data())));
  }

  static RunFolder train(Path folder, ConfigLayers settings) throws IOException {
    TrainingRun run = begin(folder, settings.build());
    run.train(TrainingListener.SILENT);
    return run.folder();
  }

  /** A run folder whose parameters and running statistics are all random. */
  static RunFolder perturbed(Path folder, String model, int columns) throws IOException {
    SplittableRandom random = new SplittableRandom(columns);
    ModelSpec spec =
        ModelRegistry.describe(
            model,
            Map.of("hidden", 16),
            DataSpec.vector(
                IntStream.range(0, columns)
                    .mapToObj(i -> new Column("c" + i, ColumnType.REAL))
                    .toList()),
            new Standardization.Spec(
                random.doubles(columns, -2, 2).toArray(),
                random.doubles(columns, 0.5, 2).toArray()));
    ObjectNode nothing = new ObjectMapper().createObjectNode();
    try (NDManager manager = NDManager.newBaseManager()) {
      double[][] rows =
          IntStream.range(0, 300)
              .mapToObj(i -> random.doubles(columns, -3, 3).toArray())
              .toArray(double[][]::new);
      RunFolder run = RunFolder.create(folder, spec, nothing, manager.create(rows));
      DensityModel built = ModelRegistry.build(spec);
      built.initialize(manager, 5);
      for (Pair<String, Parameter> parameter : built.getParameters()) {
        perturb(parameter.getKey(), parameter.getValue(), random);
      }
      Map<String, NDArray> weights = RunFolder.parameters(built);
      run.checkpoints()
          .write(
              1,
              weights,
              Map.of("none", manager.create(0f)),
              nothing,
              Optional.of(new CheckpointFolder.Best(1, weights, nothing)));
      return run;
    }
  }

  private static void perturb(String name, Parameter parameter, SplittableRandom random) {
    if (!parameter.requiresGradient() && !name.contains("running")) {
      return;
    }
    NDArray array = parameter.getArray();
    double low = name.contains("Variance") ? 0 : -0.2;
    float[] noise = new float[(int) array.size()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextDouble(low, 0.2);
    }
    try (NDManager scope = array.getManager().newSubManager()) {
      array.addi(scope.create(noise, array.getShape()));
    }
  }
}
