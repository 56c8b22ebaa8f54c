package org.mollify.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.trainer.data.ItemBlock;
import org.mollify.trainer.loop.Evaluation;
import org.mollify.trainer.loop.StreamSeed;

/**
 * Test scores of a finished run: {@code last} is the paper's protocol, {@code best} is the epoch
 * that the validation rows choose and that {@code export} takes by default.
 *
 * @param checkpoints scores by checkpoint
 */
public record TrainingReport(Map<String, Entry> checkpoints) {

  /** Name of the file in the run folder. */
  public static final String FILE_NAME = "report.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * One checkpoint's scores.
   *
   * @param epoch its epoch
   * @param test mean log-likelihoods of the test rows
   */
  public record Entry(int epoch, Evaluation test) {}

  static TrainingReport write(RunFolder folder, NDManager parent, ItemBlock test, long seed)
      throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Map.Entry<Slot, Checkpoint> checkpoint : folder.checkpoints().all().entrySet()) {
      try (NDManager manager = parent.newSubManager()) {
        DensityModel model = folder.model(manager, checkpoint.getKey());
        Engine.getInstance()
            .setRandomSeed((int) StreamSeed.of(seed, StreamSeed.Purpose.EVALUATION, 1));
        entries.put(
            checkpoint.getKey().name().toLowerCase(Locale.ROOT),
            new Entry(checkpoint.getValue().epoch(), Evaluation.of(model, manager, test)));
      }
    }
    TrainingReport report = new TrainingReport(entries);
    byte[] json = JSON.writeValueAsBytes(report);
    AtomicFile.write(folder.path().resolve(FILE_NAME), out -> out.write(json));
    return report;
  }
}
