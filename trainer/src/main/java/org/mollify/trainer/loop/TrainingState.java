package org.mollify.trainer.loop;

/**
 * What the loop carries from one epoch to the next, stored with each checkpoint.
 *
 * @param epoch finished epochs
 * @param step steps taken, skipped ones included
 * @param skippedSteps steps without an update, because the loss was not finite
 * @param skippedInARow how many of the latest steps were skipped without one between that was not
 * @param bestEpoch the epoch with the highest validation log-likelihood, 0 before the first
 * @param bestValidation that log-likelihood, in nats and model space, or null before the first
 */
record TrainingState(
    int epoch,
    long step,
    long skippedSteps,
    int skippedInARow,
    int bestEpoch,
    Double bestValidation) {

  static final TrainingState START = new TrainingState(0, 0, 0, 0, 0, null);

  /** Returns the state after one step. */
  TrainingState stepped(boolean skipped) {
    return new TrainingState(
        epoch,
        step + 1,
        skippedSteps + (skipped ? 1 : 0),
        skipped ? skippedInARow + 1 : 0,
        bestEpoch,
        bestValidation);
  }

  /** Returns the state at the end of an epoch with a validation score. */
  TrainingState finished(double validation) {
    int finished = epoch + 1;
    return improvedBy(validation)
        ? new TrainingState(finished, step, skippedSteps, skippedInARow, finished, validation)
        : new TrainingState(finished, step, skippedSteps, skippedInARow, bestEpoch, bestValidation);
  }

  /** Whether a validation score is the highest so far. */
  boolean improvedBy(double validation) {
    return Double.isFinite(validation) && (bestValidation == null || validation > bestValidation);
  }
}
