package org.mollify.trainer.loop;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.trainer.mollify.Mollifier;
import org.mollify.trainer.optim.GradientClipping;
import org.mollify.trainer.optim.Optimizer;
import org.mollify.trainer.optim.TrainedParameters;

/**
 * One step: mollify the batch, take the loss and its gradients, clip, update. A step whose loss or
 * gradient is not finite changes nothing, running statistics included.
 *
 * <p>Everything a step computes belongs to the manager it is given and goes with it.
 */
final class TrainingStep {

  private final DensityModel model;
  private final Mollifier mollifier;
  private final Optimizer optimizer;
  private final TrainedParameters parameters;
  private final GradientClipping clipping;
  private final boolean cleanFirstBatch;
  private final RunningStatistics statistics;
  private final Engine engine = Engine.getInstance();

  /**
   * Prepares steps.
   *
   * @param model the model
   * @param mollifier what happens to the data
   * @param optimizer updates the model's parameters and clears their gradients
   * @param parameters the parameters and their gradients
   * @param clipping bounds the gradient's global norm, or null
   * @param cleanFirstBatch whether the model reads the first batch clean, or mollified
   */
  TrainingStep(
      DensityModel model,
      Mollifier mollifier,
      Optimizer optimizer,
      TrainedParameters parameters,
      GradientClipping clipping,
      boolean cleanFirstBatch) {
    this.model = model;
    this.mollifier = mollifier;
    this.optimizer = optimizer;
    this.parameters = parameters;
    this.clipping = clipping;
    this.cleanFirstBatch = cleanFirstBatch;
    this.statistics = new RunningStatistics(model.getParameters());
  }

  /**
   * Runs one step.
   *
   * @param manager owner of everything the step computes
   * @param batch clean rows in model space, owned by the manager
   * @param progress part of the annealing that is over, 1 or more when the data stay as they are
   * @param first whether it is the run's first
   * @return the loss in nats per item; not finite where the step was skipped
   */
  float run(NDManager manager, NDArray batch, double progress, boolean first) {
    NDArray x = mollifier.mollify(batch, progress);
    if (first) {
      model.readFirstBatch(cleanFirstBatch ? batch : x);
    }
    NDList before = statistics.copy(manager);
    float loss = backward(manager, x);
    if (!Float.isFinite(loss) || !clipped()) {
      optimizer.skip();
      statistics.restore(before);
      return Float.isFinite(loss) ? Float.NaN : loss;
    }
    optimizer.step();
    return loss;
  }

  /** Clips the gradients, where that is asked for, and tells whether they are finite. */
  private boolean clipped() {
    return clipping == null
        ? parameters.gradientsAreFinite()
        : Double.isFinite(clipping.apply(parameters));
  }

  private float backward(NDManager manager, NDArray x) {
    try (GradientCollector collector = engine.newGradientCollector()) {
      Pass pass =
          Pass.training(manager, new CollectorGradient(collector, parameters::zeroGradients));
      NDList noise = DeviceNoise.draw(manager, model.trainingNoise(), x.size(0));
      NDArray loss = model.loss(pass, x, noise);
      collector.backward(loss);
      model.maskGradients();
      return loss.getFloat();
    }
  }
}
