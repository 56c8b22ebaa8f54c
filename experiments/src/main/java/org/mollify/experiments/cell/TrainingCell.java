package org.mollify.experiments.cell;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mollify.experiments.FeatureNetworks;
import org.mollify.experiments.features.FeatureNetwork;
import org.mollify.experiments.frechet.StatisticsFile;
import org.mollify.experiments.watch.DistanceCurve;
import org.mollify.experiments.watch.SampleGrids;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.trainer.TrainingData;
import org.mollify.trainer.TrainingReport;
import org.mollify.trainer.TrainingRun;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.Dataset;
import org.mollify.trainer.data.TabularDataset;
import org.mollify.trainer.loop.EpochProbe;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.loop.TrainingListener;

/**
 * One training run as a child JVM on one engine thread. A cell that is started again takes up its
 * run where it stopped, and does nothing where it is finished.
 */
public final class TrainingCell {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEST_EVERY = "testEvery";
  private static final String WATCH = "watch";
  private static final String THREADS = "ai.djl.pytorch.num_threads";

  private final Path run;
  private final Path log;
  private final Process process;

  private TrainingCell(Path run, Path log, Process process) {
    this.run = run;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a cell.
   *
   * @param config the configuration
   * @param dataDir where named data sets are, or nothing for the environment's
   * @param run run folder
   * @return the running cell
   * @throws IOException if the process cannot be started
   */
  public static TrainingCell start(TrainingConfig config, Optional<Path> dataDir, Path run)
      throws IOException {
    return start(config, dataDir, run, 0);
  }

  /**
   * Starts a cell that also scores the test rows along the way, see {@link TestCurve} and {@link
   * TestScores}. Training is the same, bit for bit.
   *
   * @param config the configuration
   * @param dataDir where named data sets are, or nothing for the environment's
   * @param run run folder
   * @param testEvery number of epochs from one scoring of the test rows to the next; 0 for none, as
   *     for images
   * @return the running cell
   * @throws IOException if the process cannot be started
   */
  public static TrainingCell start(
      TrainingConfig config, Optional<Path> dataDir, Path run, int testEvery) throws IOException {
    return start(config, dataDir, run, testEvery, null);
  }

  /**
   * Starts a cell that trains on images, measures a {@link DistanceCurve} and draws {@link
   * SampleGrids} along the way.
   *
   * @param config the configuration
   * @param dataDir where named data sets are, or nothing for the environment's
   * @param run run folder
   * @param watch what to measure
   * @return the running cell
   * @throws IOException if the process cannot be started
   */
  public static TrainingCell start(
      TrainingConfig config, Optional<Path> dataDir, Path run, Watch watch) throws IOException {
    return start(config, dataDir, run, 0, watch);
  }

  /**
   * What is measured of samples while a cell trains.
   *
   * @param features folder of the classifier that gives the features, or null for Inception
   * @param references statistics of the images to compare with
   * @param every number of epochs from one point to the next
   * @param samples samples of a point
   */
  public record Watch(String features, String references, int every, int samples) {

    private EpochProbe probe(Path run, FeatureNetwork network) throws IOException {
      EpochProbe distances =
          new DistanceCurve(run, network, StatisticsFile.read(Path.of(references)), every, samples);
      EpochProbe grids = new SampleGrids(run, every);
      return (report, model, parent) -> {
        distances.measure(report, model, parent);
        grids.measure(report, model, parent);
      };
    }
  }

  private static TrainingCell start(
      TrainingConfig config, Optional<Path> dataDir, Path run, int testEvery, Watch watch)
      throws IOException {
    Files.createDirectories(run);
    Path request = run.resolve("cell.json");
    ObjectNode json = JSON.createObjectNode();
    json.set("config", ConfigLayers.toJson(config));
    json.put("dataDir", dataDir.map(Path::toString).orElse(null));
    json.put(TEST_EVERY, testEvery);
    json.set(WATCH, JSON.valueToTree(watch));
    byte[] bytes = JSON.writeValueAsBytes(json);
    AtomicFile.write(request, out -> out.write(bytes));
    Path log = run.resolve("cell.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.awt.headless=true");
    command.add("-XX:+UseSerialGC");
    command.add("-Dai.djl.pytorch.graph_optimizer=false");
    command.add("-D" + THREADS + "=1");
    command.add("-Dai.djl.pytorch.num_interop_threads=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(TrainingCell.class.getName());
    command.add(run.toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.redirectErrorStream(true);
    builder.redirectOutput(log.toFile());

    return new TrainingCell(run, log, builder.start());
  }

  /**
   * Entry point of the child process.
   *
   * @param args the run folder
   * @throws IOException if the run cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    Path run = Path.of(args[0]);
    var request = JSON.readTree(run.resolve("cell.json").toFile());
    TrainingConfig config = ConfigLayers.read(request.get("config"));
    Optional<Path> dataDir =
        request.hasNonNull("dataDir")
            ? Optional.of(Path.of(request.get("dataDir").asText()))
            : Optional.empty();
    DataRequest wanted = TrainingData.request(config, dataDir);
    Dataset data = TrainingData.load(wanted);
    TrainingRun training =
        RunFolder.exists(run)
            ? TrainingRun.resume(run, config, data)
            : TrainingRun.begin(run, config, data);
    int testEvery = request.path(TEST_EVERY).asInt();
    if (testEvery > 0 && data instanceof TabularDataset table) {
      training.train(whileParentLives(), new TestCurve(run, table.test(), testEvery));
      TestScores.write(training.folder(), table.test());
    } else if (request.hasNonNull(WATCH)) {
      Watch watch = JSON.treeToValue(request.get(WATCH), Watch.class);
      Optional<Path> features = Optional.ofNullable(watch.features()).map(Path::of);
      try (FeatureNetwork network = FeatureNetworks.open(features, wanted, 1)) {
        training.train(whileParentLives(), watch.probe(run, network));
      }
    } else {
      training.train(whileParentLives());
    }
  }

  /** A cell that nobody waits for ends with its epoch, so that another may take up its run. */
  private static TrainingListener whileParentLives() {
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    return new TrainingListener() {
      @Override
      public void epochFinished(EpochReport report) {
        if (!parent.map(ProcessHandle::isAlive).orElse(true)) {
          throw new IllegalStateException("the process that started this run is gone");
        }
      }
    };
  }

  /**
   * Returns whether the process still runs.
   *
   * @return whether it does
   */
  public boolean isRunning() {
    return process.isAlive();
  }

  /** Ends the process; its run can be taken up again. */
  public void stop() {
    process.destroy();
  }

  /** Ends the process and returns when it is gone, so that nothing writes its run any more. */
  public void end() {
    process.destroy();
    process.onExit().join();
  }

  /**
   * Waits for the end.
   *
   * @throws IOException with the last line of the log, if the process failed
   * @throws InterruptedException if interrupted
   */
  public void await() throws IOException, InterruptedException {
    int code = process.waitFor();
    if (code != 0 || !Files.exists(run.resolve(TrainingReport.FILE_NAME))) {
      List<String> lines = Files.readAllLines(log);
      throw new IOException(
          "training in %s ended with code %d: %s; the whole log is %s"
              .formatted(run, code, firstError(lines), log));
    }
  }

  private static String firstError(List<String> lines) {
    return lines.stream()
        .filter(line -> line.contains("Exception"))
        .findFirst()
        .orElse(lines.isEmpty() ? "no output" : lines.get(lines.size() - 1));
  }
}
