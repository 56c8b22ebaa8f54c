package org.mollify.models.bijection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import org.mollify.models.block.Pass;

/**
 * A trained shift and scale of each column (Glow, Kingma and Dhariwal 2018): {@code z = (x - t)
 * exp(-s)}, log-determinant {@code -sum s}.
 *
 * <p>The first batch of training sets {@code t} to its mean and {@code s} to {@code log(std +
 * 1e-6)} with the unbiased standard deviation. Under mollification that batch is nearly pure noise,
 * as in the authors' code.
 */
public final class ActNorm extends Bijection {

  private static final float EPSILON = 1e-6f;

  private final Parameter shift;
  private final Parameter logScale;

  /**
   * Creates a layer that is the identity until its first batch.
   *
   * @param columns number of columns D
   */
  public ActNorm(int columns) {
    shift = addParameter(zeros("shift", columns));
    logScale = addParameter(zeros("logScale", columns));
  }

  private static Parameter zeros(String name, int columns) {
    return Parameter.builder()
        .setName(name)
        .setType(Parameter.Type.OTHER)
        .optShape(new Shape(columns))
        .optInitializer(Initializer.ZEROS)
        .build();
  }

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    NDArray scale = pass.value(logScale, x);
    NDArray z = x.sub(pass.value(shift, x)).mul(scale.neg().exp());
    return new Transformed(z, scale.sum().neg());
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    NDArray scale = pass.value(logScale, z);
    return new Transformed(z.mul(scale.exp()).add(pass.value(shift, z)), scale.sum());
  }

  @Override
  public boolean readsFirstBatch() {
    return true;
  }

  @Override
  public void readFirstBatch(NDArray batch) {
    try (NDManager manager = batch.getManager().newSubManager();
        NDArray view = batch.reshape(batch.getShape())) {
      view.attach(manager);
      NDArray mean = view.mean(new int[] {0});
      NDArray squares = view.sub(mean).square().sum(new int[] {0});
      NDArray deviation = squares.div(manager.create((float) (batch.size(0) - 1))).sqrt();
      assign(shift, mean);
      assign(logScale, deviation.add(EPSILON).log());
    }
  }

  /** Keeps the parameter's memory, of which an optimiser may hold views. */
  private static void assign(Parameter parameter, NDArray value) {
    parameter.getArray().set(new NDIndex("..."), value);
  }
}
