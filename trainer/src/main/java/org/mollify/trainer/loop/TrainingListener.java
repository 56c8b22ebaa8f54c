package org.mollify.trainer.loop;

import org.mollify.models.density.DensityModel;

/** Watches a training run. */
public interface TrainingListener {

  /**
   * Called once before the first step.
   *
   * @param finishedSteps steps that an earlier, resumed run took
   * @param totalSteps steps of the whole run
   * @param rowsPerStep rows of a full batch
   */
  default void started(long finishedSteps, long totalSteps, int rowsPerStep) {}

  /**
   * Called after every step.
   *
   * @param step steps taken so far
   * @param loss loss in nats per item, not finite where the step was skipped
   */
  default void stepped(long step, float loss) {}

  /**
   * Called after every epoch, before its checkpoint is written.
   *
   * @param report what the epoch came to
   */
  default void epochFinished(EpochReport report) {}

  /**
   * Called before the first step of a run and after every epoch, before its checkpoint is written.
   * A run that is resumed trains the epochs after its last checkpoint again, to the same weights.
   *
   * @param epoch finished epochs
   * @param step finished steps
   * @param model the model as it is now; to be read or copied, never changed or kept
   */
  default void weights(int epoch, long step, DensityModel model) {}

  /** Called once at the end, also after a failure. */
  default void stopped() {}

  /** Watches nothing. */
  TrainingListener SILENT = new TrainingListener() {};
}
