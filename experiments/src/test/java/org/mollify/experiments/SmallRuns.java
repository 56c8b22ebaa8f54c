package org.mollify.experiments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.mollify.models.ModelRegistry;
import org.mollify.models.ModelSpec;
import org.mollify.models.checkpoint.CheckpointFolder;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.models.testing.FlowVariant;
import org.mollify.models.testing.FlowVariant.Columns;
import org.mollify.models.testing.Perturbation;
import org.mollify.trainer.TrainingData;
import org.mollify.trainer.TrainingRun;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.TabularDataset;
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

  /**
   * Writes {@link #ROWS} rows of real numbers, a count, labels and a skewed whole number, all but
   * the last dependent, with values missing in two columns.
   */
  static Path mixedTable(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(12);
    StringBuilder text = new StringBuilder("warmth,visits,size,weight,level\n");
    for (int i = 0; i < ROWS; i++) {
      double warmth = random.nextGaussian();
      long visits = Math.max(0, Math.round(5 + 2 * warmth + random.nextGaussian()));
      String size = visits < 4 ? "small" : visits < 7 ? "medium" : "large";
      double weight = visits + random.nextGaussian();
      text.append(
          String.format(
              Locale.ROOT,
              "%.4f,%s,%s,%s,%d%n",
              warmth,
              i % 50 == 7 ? "" : visits,
              size,
              i % 40 == 3 ? "" : String.format(Locale.ROOT, "%.3f", weight),
              random.nextInt(3) * random.nextInt(3)));
    }
    return Files.writeString(file, text);
  }

  static ConfigLayers settings(FlowVariant variant, String data) {
    ConfigLayers layers = settings(variant.model(), data);
    variant.settings().forEach(layers::set);
    return layers;
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

  static TabularDataset data(TrainingConfig config) throws IOException {
    return DatasetLoader.load(TrainingData.request(config, Optional.empty()));
  }

  static TrainingRun begin(Path folder, TrainingConfig config) throws IOException {
    return TrainingRun.begin(folder, config, data(config));
  }

  static RunFolder train(Path folder, ConfigLayers settings) throws IOException {
    TrainingRun run = begin(folder, settings.build());
    run.train(TrainingListener.SILENT);
    return run.folder();
  }

  /** Items one after another, each as one row of its values. */
  static double[][] rows(NDArray items) {
    double[] flat = items.toDoubleArray();
    int count = Math.toIntExact(items.size(0));
    int width = flat.length / count;
    double[][] rows = new double[count][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width));
    return rows;
  }

  /** A run folder whose parameters and running statistics are all random. */
  static RunFolder perturbed(Path folder, FlowVariant variant, Columns kind, int columns)
      throws IOException {
    SplittableRandom random = new SplittableRandom(columns);
    ModelSpec spec = variant.spec(kind, columns, random);
    ObjectNode nothing = new ObjectMapper().createObjectNode();
    try (NDManager manager = NDManager.newBaseManager()) {
      double[][] rows = FlowVariant.rows(kind, 300, columns, columns);
      RunFolder run = RunFolder.create(folder, spec, nothing, manager.create(rows));
      DensityModel built = ModelRegistry.build(spec);
      built.initialize(manager, 5);
      Perturbation.apply(built, random);
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
}
