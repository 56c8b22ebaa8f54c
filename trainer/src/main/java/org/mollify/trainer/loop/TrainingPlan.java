package org.mollify.trainer.loop;

import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.config.TrainingConfig.Annealing;

/**
 * How long a run is, and how far its annealing has come at each step.
 *
 * @param stepsPerEpoch batches in a full epoch
 * @param totalSteps steps of the run; the last epoch may be cut short
 * @param epochs epochs of the run, the last perhaps partial
 * @param annealing how often progress advances
 * @param fraction part of the run over which it goes from 0 to 1
 */
public record TrainingPlan(
    int stepsPerEpoch, long totalSteps, int epochs, Annealing annealing, double fraction) {

  /**
   * Plans a run.
   *
   * @param config its configuration
   * @param rows number of training items
   * @return the plan
   */
  public static TrainingPlan of(TrainingConfig config, int rows) {
    int stepsPerEpoch =
        config.dropLast()
            ? Math.max(1, rows / config.batchSize())
            : (rows + config.batchSize() - 1) / config.batchSize();
    long total =
        config.iterations() != null
            ? config.iterations()
            : Math.multiplyExact((long) config.epochs(), stepsPerEpoch);
    int epochs = Math.toIntExact((total + stepsPerEpoch - 1) / stepsPerEpoch);
    return new TrainingPlan(stepsPerEpoch, total, epochs, config.per(), config.mollifyFraction());
  }

  /**
   * The progress of the annealing at a step: {@code step / (fraction total)}, both counted in
   * epochs or in steps, 0-based.
   */
  double progress(int epoch, long step) {
    return annealing == Annealing.EPOCH
        ? epoch / (fraction * epochs)
        : step / (fraction * totalSteps);
  }

  /** Number of steps until the annealing is over. */
  long annealingSteps() {
    return (long) Math.ceil(fraction * totalSteps);
  }

  /** Number of steps in an epoch, 0-based. */
  int stepsIn(int epoch) {
    return (int) Math.min(stepsPerEpoch, totalSteps - (long) epoch * stepsPerEpoch);
  }
}
