package org.mollify.trainer.loop;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.models.checkpoint.CheckpointFolder;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.config.TrainingConfig.Selection;
import org.mollify.trainer.data.ItemBlock;
import org.mollify.trainer.loop.StreamSeed.Purpose;
import org.mollify.trainer.mollify.Mollifier;
import org.mollify.trainer.optim.GradientClipping;
import org.mollify.trainer.optim.Optimizer;
import org.mollify.trainer.optim.TrainedParameters;

/**
 * The loop (paper, algorithm 1): for each batch, mollify and update; after each epoch, refresh
 * statistics, validate on clean data and write a checkpoint.
 *
 * <p>Each epoch reseeds the order of the rows and the engine's generator from (seed, epoch), so an
 * epoch is a function of the state before it and a resumed run equals one never stopped.
 */
public final class TrainingLoop {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TrainingConfig config;
  private final DensityModel model;
  private final Optimizer optimizer;
  private final TrainingStep trainingStep;
  private final TrainingPlan plan;
  private final TrainingItems items;
  private final ItemBlock validation;
  private final CheckpointFolder checkpoints;
  private final CheckpointWriter writer;
  private TrainingState state = TrainingState.START;

  /**
   * Prepares a loop that has not started.
   *
   * @param config the configuration
   * @param model an initialised model
   * @param mollifier what happens to the data
   * @param optimizer over the model's trained parameters
   * @param parameters those parameters, with their gradients
   * @param items training items
   * @param validation validation items in raw units
   * @param checkpoints where checkpoints go
   */
  public TrainingLoop(
      TrainingConfig config,
      DensityModel model,
      Mollifier mollifier,
      Optimizer optimizer,
      TrainedParameters parameters,
      TrainingItems items,
      ItemBlock validation,
      CheckpointFolder checkpoints) {
    this.config = config;
    this.model = model;
    this.optimizer = optimizer;
    this.items = items;
    this.validation = validation;
    this.checkpoints = checkpoints;
    this.writer =
        new CheckpointWriter(
            checkpoints, model, optimizer, items.manager(), config.checkpointSeconds());
    this.plan = TrainingPlan.of(config, items.size());
    GradientClipping clipping =
        config.clipNorm() == null ? null : new GradientClipping(config.clipNorm());
    this.trainingStep =
        new TrainingStep(
            model, mollifier, optimizer, parameters, clipping, config.cleanFirstBatch());
  }

  /**
   * Takes up the state of the last checkpoint, if there is one.
   *
   * @return number of epochs that are done
   * @throws IOException if the checkpoint cannot be read
   */
  public int restore() throws IOException {
    Checkpoint last = checkpoints.find(Checkpoint.Slot.LAST).orElse(null);
    if (last == null) {
      return 0;
    }
    try (NDManager scope = items.manager().newSubManager()) {
      RunFolder.restore(model, checkpoints.weights(last, scope));
      optimizer.restoreState(checkpoints.optimizer(last, scope));
    }
    state = JSON.treeToValue(last.training(), TrainingState.class);
    return state.epoch();
  }

  /**
   * Trains to the end.
   *
   * @param listener watches
   * @param probe measures the model after each epoch
   * @throws IOException if a checkpoint or a measurement cannot be written; training can be resumed
   *     from the checkpoint before
   * @throws TrainingFailedException if too many steps in a row had a non-finite loss
   */
  public void run(TrainingListener listener, EpochProbe probe) throws IOException {
    listener.started(state.step(), plan.totalSteps(), config.batchSize());
    try {
      if (state.epoch() == 0) {
        items.refreshStatistics(model, 0);
        listener.weights(0, 0, model);
      }
      while (!isOver()) {
        EpochReport report = epoch(listener);
        // The next epoch seeds the engine anew, so what a probe draws changes nothing.
        probe.measure(report, model, items.manager());
        listener.epochFinished(report);
        listener.weights(state.epoch(), state.step(), model);
        // After the report: a process killed between the two trains the epoch, and logs it, again.
        if (writer.isDue() || isOver()) {
          writer.write(state);
        }
      }
    } finally {
      writer.close();
      listener.stopped();
    }
  }

  /** Whether the plan is done, or patience is. */
  private boolean isOver() {
    if (state.epoch() >= plan.epochs()) {
      return true;
    }
    if (config.patience() == null) {
      return false;
    }
    long best = (long) state.bestEpoch() * plan.stepsPerEpoch();
    return state.step() - Math.max(best, plan.annealingSteps()) >= config.patience();
  }

  private EpochReport epoch(TrainingListener listener) throws IOException {
    long start = System.nanoTime();
    int epoch = state.epoch();
    double progress = plan.progress(epoch, state.step());
    long orderSeed = StreamSeed.of(config.seed(), Purpose.ORDER, epoch);
    double lossSum = 0;
    int lossCount = 0;
    long trainedRows = 0;
    try (TrainingItems.Epoch batches = items.epoch(epoch, config.batchSize(), orderSeed)) {
      seedEngine(Purpose.NOISE, epoch);
      for (int i = 0; i < plan.stepsIn(epoch); i++) {
        try (NDManager manager = items.manager().newSubManager()) {
          NDArray batch = batches.batch(manager, i);
          trainedRows += batch.size(0);
          float loss =
              trainingStep.run(
                  manager, batch, plan.progress(epoch, state.step()), state.step() == 0);
          boolean skipped = !Float.isFinite(loss);
          state = state.stepped(skipped);
          if (!skipped) {
            lossSum += loss;
            lossCount++;
          }
          listener.stepped(state.step(), loss);
          failIfStuck();
        }
      }
    }
    double trainingSeconds = (System.nanoTime() - start) * 1e-9;
    items.refreshStatistics(model, epoch);
    seedEngine(Purpose.EVALUATION, 0);
    Evaluation evaluation = Evaluation.of(model, items.manager(), validation);
    double score =
        config.selection() == Selection.MEDIAN
            ? evaluation.coreMedian()
            : evaluation.coreLogLikelihood();
    boolean best = state.improvedBy(score);
    state = state.finished(score);
    if (best) {
      writer.keepBest(state);
    }
    return new EpochReport(
        state.epoch(),
        state.step(),
        Math.min(1, progress),
        lossCount == 0 ? null : lossSum / lossCount,
        Double.isFinite(score) ? score : null,
        best,
        state.skippedSteps(),
        (System.nanoTime() - start) * 1e-9,
        trainedRows / trainingSeconds);
  }

  private void seedEngine(Purpose purpose, int index) {
    Engine.getInstance().setRandomSeed((int) StreamSeed.of(config.seed(), purpose, index));
  }

  private void failIfStuck() {
    if (state.skippedInARow() >= config.maxSkippedSteps()) {
      throw new TrainingFailedException(
          ("the loss was not finite in %d steps in a row (steps %d to %d); lower --learning-rate,"
                  + " or bound the gradient with --set clipNorm=1")
              .formatted(
                  state.skippedInARow(), state.step() - state.skippedInARow() + 1, state.step()));
    }
  }
}
