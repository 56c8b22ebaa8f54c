package org.mollify.trainer.loop;

/**
 * One line of {@code metrics.jsonl}.
 *
 * @param epoch finished epochs
 * @param step finished steps
 * @param progress part of the annealing that was over at the start of the epoch, at most 1
 * @param loss mean training loss of the epoch in nats per item, null if every step was skipped
 * @param validation log-likelihood of the clean validation rows in nats and model space, null where
 *     it was not finite
 * @param best whether this is the highest validation so far
 * @param skippedSteps steps without an update since the start of the run
 * @param seconds wall time of the epoch, evaluation included
 * @param rowsPerSecond training rows a second, evaluation excluded
 */
public record EpochReport(
    int epoch,
    long step,
    double progress,
    Double loss,
    Double validation,
    boolean best,
    long skippedSteps,
    double seconds,
    double rowsPerSecond) {}
