package org.mollify.experiments.cell;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.trainer.data.RowBlock;

/**
 * {@code test-scores.json}: the test rows under the two checkpoints of a finished run.
 *
 * @param last after the last epoch, the paper's protocol
 * @param best after the epoch that the validation rows choose
 */
public record TestScores(RowScores last, RowScores best) {

  private static final String FILE_NAME = "test-scores.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  static void write(RunFolder run, RowBlock test) throws IOException {
    TestScores scores = new TestScores(score(run, Slot.LAST, test), score(run, Slot.BEST, test));
    byte[] bytes = JSON.writeValueAsBytes(scores);
    AtomicFile.write(run.path().resolve(FILE_NAME), out -> out.write(bytes));
  }

  private static RowScores score(RunFolder run, Slot slot, RowBlock test) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      int epoch = run.checkpoints().get(slot).epoch();
      return RowScores.of(epoch, run.model(manager, slot), manager, test);
    }
  }

  /**
   * Reads the scores of a finished run.
   *
   * @param run run folder
   * @return the scores
   * @throws IOException if the file is missing or unreadable
   */
  public static TestScores read(Path run) throws IOException {
    return JSON.readValue(run.resolve(FILE_NAME).toFile(), TestScores.class);
  }
}
