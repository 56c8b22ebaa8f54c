package org.mollify.experiments.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mollify.experiments.watch.DistanceCurve;
import org.mollify.experiments.watch.SampleGrids;
import org.mollify.trainer.TrainingReport;
import org.mollify.trainer.config.TrainingConfig;

/**
 * One training run as a child JVM on one engine thread, which runs {@link CellProgram}. A cell that
 * is started again takes up its run where it stopped, and does nothing where it is finished.
 */
public final class TrainingCell {

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
  public record Watch(String features, String references, int every, int samples) {}

  private static TrainingCell start(
      TrainingConfig config, Optional<Path> dataDir, Path run, int testEvery, Watch watch)
      throws IOException {
    Files.createDirectories(run);
    new CellRequest(config, dataDir, testEvery, Optional.ofNullable(watch)).write(run);
    Path log = run.resolve("cell.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.awt.headless=true");
    command.add("-XX:+UseSerialGC");
    command.add("-Dai.djl.pytorch.graph_optimizer=false");
    command.add("-Dai.djl.pytorch.num_threads=1");
    command.add("-Dai.djl.pytorch.num_interop_threads=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(CellProgram.class.getName());
    command.add(run.toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    return new TrainingCell(run, log, builder.start());
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
