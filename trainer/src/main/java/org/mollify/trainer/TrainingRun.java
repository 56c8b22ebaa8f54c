package org.mollify.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mollify.models.ModelRegistry;
import org.mollify.models.ModelSpec;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.models.transform.Dequantization;
import org.mollify.models.transform.LogitPixels;
import org.mollify.models.transform.PixelScaling;
import org.mollify.models.transform.TransformSpec;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.Dataset;
import org.mollify.trainer.data.ItemBlock;
import org.mollify.trainer.data.TabularDataset;
import org.mollify.trainer.data.image.ImageBlock;
import org.mollify.trainer.loop.EpochProbe;
import org.mollify.trainer.loop.RawItems;
import org.mollify.trainer.loop.StreamSeed;
import org.mollify.trainer.loop.TrainingItems;
import org.mollify.trainer.loop.TrainingListener;
import org.mollify.trainer.loop.TrainingLoop;
import org.mollify.trainer.optim.Optimizer;
import org.mollify.trainer.optim.TrainedParameters;

/**
 * One run of training, from a configuration and a data set to a run folder.
 *
 * <p>A process trains one model at a time: the engine has one gradient collector and one generator.
 */
public final class TrainingRun {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIG = "config";

  /** Enough for an estimate of the bound to a few nats in thousands, and for calibration. */
  private static final int EVALUATED_IMAGES = 1000;

  private final RunFolder folder;
  private final TrainingConfig config;
  private final Dataset data;

  private TrainingRun(RunFolder folder, TrainingConfig config, Dataset data) {
    this.folder = folder;
    this.config = config;
    this.data = data;
  }

  /**
   * Begins a run in a new folder.
   *
   * @param path the folder
   * @param config the configuration
   * @param data the data it names
   * @return the run, not yet trained
   * @throws IOException if the folder holds a run already or cannot be written
   * @throws IllegalArgumentException if model and data do not fit
   */
  public static TrainingRun begin(Path path, TrainingConfig config, Dataset data)
      throws IOException {
    TrainingParts.check(config, data.spec());
    ModelSpec spec = describe(config, data);
    ModelRegistry.build(spec);
    requireEnoughItems(config, data);
    ObjectNode provenance = JSON.createObjectNode();
    provenance.set(CONFIG, ConfigLayers.toJson(config));
    provenance.set("data", JSON.valueToTree(data.provenance()));
    provenance.set("environment", JSON.valueToTree(TrainingEnvironment.current(config)));
    try (NDManager manager = NDManager.newBaseManager()) {
      ItemBlock validation = evaluated(config, data.validation());
      NDArray heldOut = RawItems.of(manager, validation, 0, validation.size());
      return new TrainingRun(RunFolder.create(path, spec, provenance, heldOut), config, data);
    }
  }

  /**
   * Takes up a run where its last checkpoint left it.
   *
   * @param path the folder of the run
   * @param config the configuration, which must be the stored one
   * @param data the data it names
   * @return the run
   * @throws IOException if the folder holds no run
   * @throws IllegalArgumentException listing the differences, if the configuration or the data are
   *     not those of the run
   */
  public static TrainingRun resume(Path path, TrainingConfig config, Dataset data)
      throws IOException {
    RunFolder folder = RunFolder.open(path);
    List<String> differences = ConfigLayers.differences(storedConfig(path), config);
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "%s was trained with another configuration (%s); give the stored values, or begin a new run"
              .formatted(path, String.join("; ", differences)));
    }
    if (!folder.training().get("data").equals(roundTrip(data.provenance()))) {
      throw new IllegalArgumentException(
          ("%s was trained on other data than %s now gives; put the original files back, or begin a"
                  + " new run")
              .formatted(path, data.name()));
    }
    return new TrainingRun(folder, config, data);
  }

  private static Object roundTrip(Object value) throws IOException {
    return JSON.readTree(JSON.writeValueAsBytes(value));
  }

  /**
   * Reads the configuration of a run.
   *
   * @param path the folder of the run
   * @return the configuration it was begun with
   * @throws IOException if the folder holds no run
   */
  public static TrainingConfig storedConfig(Path path) throws IOException {
    return ConfigLayers.read(RunFolder.open(path).training().get(CONFIG));
  }

  /**
   * Returns the folder.
   *
   * @return where the run is stored
   */
  public RunFolder folder() {
    return folder;
  }

  /**
   * Trains to the end of the configuration, then scores the test rows with the last and the best
   * checkpoint.
   *
   * @param listener watches
   * @return the scores, also written to {@code report.json}
   * @throws IOException if a file of the run cannot be read or written
   */
  public TrainingReport train(TrainingListener listener) throws IOException {
    return train(listener, EpochProbe.NONE);
  }

  /**
   * Trains like {@link #train(TrainingListener)} and measures the model after each epoch.
   *
   * @param listener watches
   * @param probe measures, and changes nothing
   * @return the scores, also written to {@code report.json}
   * @throws IOException if a file of the run cannot be read or written
   */
  public TrainingReport train(TrainingListener listener, EpochProbe probe) throws IOException {
    EngineLog.errorsOnly();
    try (NDManager manager = Engine.getInstance().newBaseManager(Devices.choose(config.device()))) {
      DensityModel model = ModelRegistry.build(folder.spec());
      model.initialize(manager, StreamSeed.of(config.seed(), StreamSeed.Purpose.WEIGHTS, 0));
      TrainedParameters parameters = TrainedParameters.of(model.getParameters());
      try (Optimizer optimizer = TrainingParts.optimizer(config, parameters);
          RunLog log = new RunLog(folder.path())) {
        TrainingLoop loop =
            new TrainingLoop(
                config,
                model,
                TrainingParts.mollifier(config, data.spec()),
                optimizer,
                parameters,
                TrainingItems.of(manager, model.transform(), data.train(), config.seed()),
                evaluated(config, data.validation()),
                folder.checkpoints());
        log.open(loop.restore());
        loop.run(log.beside(listener), probe);
        return TrainingReport.write(folder, manager, evaluated(config, data.test()), config.seed());
      }
    }
  }

  /** The items of a part that are scored: by default all rows, and no more images than needed. */
  private static ItemBlock evaluated(TrainingConfig config, ItemBlock block) {
    Integer most = config.evaluationItems();
    if (block instanceof ImageBlock images) {
      return images.first(most == null ? EVALUATED_IMAGES : most);
    }
    if (most != null && most < block.size()) {
      throw new IllegalArgumentException(
          "evaluationItems applies to images; all %d rows of a table are scored"
              .formatted(block.size()));
    }
    return block;
  }

  private static ModelSpec describe(TrainingConfig config, Dataset data) {
    return ModelRegistry.describe(
        config.model(),
        JSON.convertValue(config.options(), new TypeReference<Map<String, Object>>() {}),
        data.spec(),
        transform(config, data));
  }

  private static TransformSpec transform(TrainingConfig config, Dataset data) {
    if (data instanceof TabularDataset table) {
      return fitted(config, table);
    }
    List<Long> shape = data.spec().shape();
    if (config.logit() != null) {
      return new LogitPixels.Spec(shape.get(0), shape.get(1), shape.get(2), config.logit());
    }
    return new PixelScaling.Spec(shape.get(0), shape.get(1), shape.get(2), config.dequantize());
  }

  /** Fits constants on the rows of training and validation together, as the authors do. */
  private static TransformSpec fitted(TrainingConfig config, TabularDataset data) {
    int[] discrete =
        IntStream.range(0, data.columns().size())
            .filter(i -> data.columns().get(i).type().isDiscrete())
            .toArray();
    return Dequantization.fit(
        data.columns().size(),
        discrete,
        config.standardize(),
        data.train().values(),
        data.validation().values());
  }

  /** A run that stops early may take all rows as one batch; a fixed protocol has full ones. */
  private static void requireEnoughItems(TrainingConfig config, Dataset data) {
    boolean partial = config.patience() != null;
    if (data.train().size() < (partial ? 2 : config.batchSize())) {
      throw new IllegalArgumentException(
          partial
              ? "%s has %d training items; at least 2 are needed"
                  .formatted(data.name(), data.train().size())
              : "%s has %d training items, fewer than one batch of %d; lower --batch-size"
                  .formatted(data.name(), data.train().size(), config.batchSize()));
    }
  }
}
