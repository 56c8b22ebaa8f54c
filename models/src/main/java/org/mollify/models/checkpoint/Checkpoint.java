package org.mollify.models.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * What {@code last.json} and {@code best.json} hold: which files make up the state after an epoch.
 *
 * @param epoch number of finished epochs
 * @param weights parameters and statistics of the model
 * @param optimizer state of the optimiser, absent from a checkpoint that is not for resuming
 * @param training counters and scores of the loop, as it wrote them
 */
public record Checkpoint(int epoch, TensorFile weights, TensorFile optimizer, JsonNode training) {

  /** Which of the two checkpoints of a run. */
  public enum Slot {
    /** After the latest epoch; training resumes here. */
    LAST,
    /** After the epoch with the highest validation log-likelihood; what a user should deploy. */
    BEST;

    String fileName() {
      return name().toLowerCase(Locale.ROOT) + ".json";
    }
  }
}
