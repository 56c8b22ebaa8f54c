package org.mollify.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.mollify.experiments.watch.DistanceWatch;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.trainer.TrainingData;
import org.mollify.trainer.TrainingReport;
import org.mollify.trainer.TrainingRun;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.Preset;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.Dataset;
import org.mollify.trainer.loop.EpochProbe;
import org.mollify.trainer.progress.TrainingConsole;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "train",
    description = "Trains a model on data and writes a run folder.",
    sortOptions = false,
    footer = {
      "",
      "Example:",
      "  mollify train --model realnvp --data redwine --mollifier gaussian --seed 1 --out runs/wine"
    })
final class TrainCommand implements Callable<Integer> {

  @Option(names = "--model", paramLabel = "NAME", description = "Model (see: mollify list models).")
  private String model;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "Named settings (see: mollify list presets).")
  private String preset;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "Built-in data set, or csv:PATH, npy:PATH, npz:PATH, images:FOLDER.")
  private String data;

  @Mixin private DataOptions dataOptions;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description = "Run folder to write.")
  private Path out;

  @Mixin private ColumnOptions columns;

  @Mixin private MollifierOptions mollification;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the data (default: 150).")
  private Integer epochs;

  @Option(names = "--iterations", paramLabel = "N", description = "Steps, in place of epochs.")
  private Integer iterations;

  @Option(names = "--batch-size", paramLabel = "N", description = "Rows a step (default: 100).")
  private Integer batchSize;

  @Option(names = "--learning-rate", paramLabel = "X", description = "Step size (default: 1e-4).")
  private Double learningRate;

  @Option(names = "--weight-decay", paramLabel = "X", description = "L2 penalty (default: 1e-6).")
  private Double weightDecay;

  @Option(names = "--optimizer", paramLabel = "NAME", description = "adam or adamax.")
  private String optimizer;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the run (default: 1).")
  private Long seed;

  @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu or gpu.")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Engine threads on the CPU (default: 1).")
  private Integer threads;

  @Mixin private WatchOptions watched;

  @Option(names = "--config", paramLabel = "FILE", description = "JSON file of settings.")
  private Path configFile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any other setting, or an option of the model, such as hidden=64.")
  private List<String> assignments = List.of();

  @Option(names = "--resume", description = "Take up the run in RUN where its checkpoint left it.")
  private boolean resume;

  @Override
  public Integer call() throws IOException {
    if (epochs != null && iterations != null) {
      throw new IllegalArgumentException(
          "--epochs and --iterations both say how long to train; give one of them");
    }
    OutFolder.require(out);
    TrainingConfig config = resume ? resumedConfig() : layers(new ConfigLayers()).build();
    EngineThreads.use(config.threads());
    DataRequest request = TrainingData.request(config, dataOptions.folder());
    Dataset dataset = TrainingData.load(request);
    dataset.provenance().warnings().forEach(warning -> System.err.println("warning: " + warning));
    EpochProbe grids = watched.grids(out, dataset);
    TrainingConsole console = new TrainingConsole(System.err, Terminal.isStandardError());
    TrainingReport report;
    // What is watched is opened before the run is begun: a missing file leaves no run behind.
    try (DistanceWatch distances = watched.distances(out, dataset, request)) {
      TrainingRun run =
          resume
              ? TrainingRun.resume(out, config, dataset)
              : TrainingRun.begin(out, config, dataset);
      report =
          run.train(
              console,
              (epoch, trained, manager) -> {
                grids.measure(epoch, trained, manager);
                if (distances != null) {
                  distances.measure(epoch, trained, manager);
                }
              });
    }
    report.checkpoints().forEach(TrainCommand::print);
    System.out.println("run: " + out);
    return 0;
  }

  /** Stored settings with the given ones over them, so that a difference is found and listed. */
  private TrainingConfig resumedConfig() throws IOException {
    if (!RunFolder.exists(out)) {
      throw new IllegalArgumentException(
          "--resume: %s holds no training run to resume; leave out --resume to begin one"
              .formatted(out));
    }
    ConfigLayers stored = new ConfigLayers();
    ConfigLayers.toJson(TrainingRun.storedConfig(out))
        .properties()
        .forEach(entry -> stored.set(entry.getKey(), entry.getValue()));
    return layers(stored).build();
  }

  private ConfigLayers layers(ConfigLayers layers) throws IOException {
    if (preset != null) {
      layers.preset(Preset.of(preset));
    }
    if (configFile != null) {
      layers.file(configFile);
    }
    given().forEach(layers::set);
    assignments.forEach(layers::assign);
    return layers;
  }

  private Map<String, Object> given() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("model", model);
    all.put("data", data);
    dataOptions.addTo(all);
    columns.addTo(all);
    mollification.addTo(all);
    all.put("epochs", epochs);
    all.put("iterations", iterations);
    all.put("batchSize", batchSize);
    all.put("learningRate", learningRate);
    all.put("weightDecay", weightDecay);
    all.put("optimizer", optimizer);
    all.put("seed", seed);
    all.put("device", device);
    all.put("threads", threads);
    all.values().removeIf(Objects::isNull);
    return all;
  }

  private static void print(String name, TrainingReport.Entry entry) {
    System.out.printf(
        "%s: epoch %d, test log-likelihood %.4f nats (%.4f in model space), %d items%n",
        name,
        entry.epoch(),
        entry.test().logLikelihood(),
        entry.test().coreLogLikelihood(),
        entry.test().rows());
  }
}
