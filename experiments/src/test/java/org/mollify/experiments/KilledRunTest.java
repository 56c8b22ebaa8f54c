package org.mollify.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.experiments.cell.CellProgram;
import org.mollify.experiments.cell.CellRequest;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.progress.MetricsLog;

/** A process killed at any moment, with {@code SIGKILL}, loses nothing that matters. */
class KilledRunTest {

  private static final int EPOCHS = 40;

  @TempDir Path folder;
  private TrainingConfig config;

  @BeforeEach
  void configure() throws IOException {
    Path table = SmallRuns.table(folder.resolve("table.csv"), 3, 0);
    config =
        SmallRuns.settings("realnvp", "csv:" + table)
            .set("epochs", EPOCHS)
            .set("checkpointSeconds", 0)
            .build();
  }

  private Process start(Path run) throws IOException {
    Files.createDirectories(run);
    new CellRequest(config, Optional.empty(), 0, Optional.empty()).write(run);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-Djava.awt.headless=true",
            "-Dai.djl.pytorch.graph_optimizer=false",
            "-Dai.djl.pytorch.num_threads=1",
            "-cp",
            System.getProperty("java.class.path"),
            CellProgram.class.getName(),
            run.toString());
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(run.resolve("cell.log").toFile()))
        .start();
  }

  private static void finish(Process process, Path run) throws IOException, InterruptedException {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(run.resolve("cell.log"))).isZero();
  }

  private static boolean isWriting(Path run) throws IOException {
    Path checkpoints = run.resolve("checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return false;
    }
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(checkpoints, "*.part")) {
      return parts.iterator().hasNext();
    }
  }

  private static int loggedEpochs(Path run) throws IOException {
    Path log = run.resolve(MetricsLog.FILE_NAME);
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  /** Waits until a number of epochs are over, then kills: at once, or while a file is written. */
  private static void kill(Process process, Path run, int epochs, boolean writing, long delay)
      throws IOException, InterruptedException {
    while (process.isAlive() && loggedEpochs(run) < epochs) {
      LockSupport.parkNanos(1_000_000);
    }
    while (process.isAlive() && writing && !isWriting(run)) {
      Thread.onSpinWait();
    }
    LockSupport.parkNanos(delay);
    assertThat(process.isAlive()).as("still training when it is killed").isTrue();
    process.destroyForcibly().waitFor();
    assertThat(process.exitValue()).isEqualTo(128 + 9);
  }

  private static List<String> losses(Path run) throws IOException {
    return MetricsLog.read(run).stream()
        .map(
            report ->
                "%d %d %s %s %s"
                    .formatted(
                        report.epoch(),
                        report.step(),
                        report.loss(),
                        report.validation(),
                        report.best()))
        .toList();
  }

  @Test
  void a_run_killed_again_and_again_ends_as_one_never_killed() throws Exception {
    Path whole = folder.resolve("whole");
    finish(start(whole), whole);
    Path killed = folder.resolve("killed");
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 1; i <= 5; i++) {
      boolean writing = i % 2 == 0;
      long delay = writing ? 0 : random.nextLong(20_000_000);
      kill(start(killed), killed, 5 * i, writing, delay);
    }
    finish(start(killed), killed);
    assertThat(losses(killed)).isEqualTo(losses(whole)).hasSize(EPOCHS);
    RunFolder expected = RunFolder.open(whole);
    RunFolder found = RunFolder.open(killed);
    for (Slot slot : Slot.values()) {
      Checkpoint checkpoint = found.checkpoints().get(slot);
      assertThat(checkpoint).isEqualTo(expected.checkpoints().get(slot));
      assertThat(killed.resolve("checkpoints").resolve(checkpoint.weights().file()))
          .hasSameBinaryContentAs(
              whole.resolve("checkpoints").resolve(checkpoint.weights().file()));
    }
    assertThat(killed.resolve("report.json")).hasSameTextualContentAs(whole.resolve("report.json"));
    assertThat(isWriting(killed)).isFalse();
  }
}
