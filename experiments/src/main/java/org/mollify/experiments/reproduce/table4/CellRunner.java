package org.mollify.experiments.reproduce.table4;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.mollify.experiments.cell.RowScores;
import org.mollify.experiments.cell.RunningCells;
import org.mollify.experiments.cell.TestCurve;
import org.mollify.experiments.cell.TestScores;
import org.mollify.experiments.cell.TrainingCell;
import org.mollify.experiments.reproduce.Machine;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.trainer.data.TabularDataset;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.progress.MetricsLog;

/** Trains single cells in {@code runs/} and keeps what came out in {@link CellStore}. */
final class CellRunner {

  /** Where the test part is this part of the training part or less, it is scored every epoch. */
  private static final int SMALL_TEST = 4;

  private static final int SPARSE_EPOCHS = 5;

  private final Path runs;
  private final CellStore store;
  private final Optional<Path> dataDir;
  private final boolean quick;
  private final RunningCells running = new RunningCells();

  CellRunner(Path out, CellStore store, Optional<Path> dataDir, boolean quick) {
    this.runs = out.resolve("runs");
    this.store = store;
    this.dataDir = dataDir;
    this.quick = quick;
  }

  /** Ends the children; their runs can be taken up again. */
  void stop() {
    running.stop();
  }

  /** Whether cells were told to end. */
  boolean isStopped() {
    return running.isStopped();
  }

  /** Trains a cell to its end, or takes it up where it was stopped. */
  CellResult run(CellKey cell, JsonNode settings, TabularDataset data)
      throws IOException, InterruptedException {
    Path run = runs.resolve(cell.id());
    int every = data.test().rows() * SMALL_TEST <= data.train().rows() ? 1 : SPARSE_EPOCHS;
    TrainingCell training = TrainingCell.start(cell.config(quick), dataDir, run, every);
    running.await(training);
    List<EpochReport> epochs = MetricsLog.read(run);
    CellResult result = result(cell, run, settings, epochs);
    store.write(result, epochs, TestCurve.read(run));
    removeRun(cell);
    return result;
  }

  private CellResult result(CellKey cell, Path run, JsonNode settings, List<EpochReport> epochs)
      throws IOException {
    RunFolder folder = RunFolder.open(run);
    JsonNode environment = folder.training().path("environment");
    TestScores scores = TestScores.read(run);
    RowScores last = scores.last();
    RowScores best = scores.best();
    EpochReport end = epochs.get(epochs.size() - 1);
    return new CellResult(
        cell.data(),
        cell.model(),
        cell.mollifier(),
        cell.seed(),
        CellResult.finite(last.mean()),
        CellResult.finite(best.mean()),
        best.epoch(),
        end.epoch(),
        end.step(),
        Math.round(10 * epochs.stream().mapToDouble(EpochReport::seconds).sum()) / 10.0,
        environment.path("revision").asText(),
        environment.path("device").asText(),
        CellResult.finite(last.median()),
        CellResult.finite(last.worst()),
        last.worstRow(),
        CellResult.finite(best.median()),
        CellResult.finite(best.worst()),
        best.worstRow(),
        epochs.get(best.epoch() - 1).validation(),
        end.skippedSteps(),
        quick,
        folder.checkpoints().get(Slot.LAST).weights().sha256(),
        "Mollify %s, Java %s, %s"
            .formatted(
                environment.path("mollify").asText(),
                environment.path("java").asText(),
                environment.path("engine").asText()),
        Machine.describe(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        settings);
  }

  /** Removes the run folder of a finished cell. */
  void removeRun(CellKey cell) throws IOException {
    RunFolder.delete(runs.resolve(cell.id()));
  }
}
