package org.mollify.models.bijection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import org.mollify.models.block.Pass;
import org.mollify.models.block.Scalar;

/**
 * A trained shift and scale of each column of a vector, or of each channel of an image (Glow,
 * Kingma and Dhariwal 2018): {@code z = (x - t) exp(-s)}, log-determinant {@code -sum s} for {@code
 * [N, D]} and {@code -H W sum s} for {@code [N, C, H, W]}.
 *
 * <p>The first batch of training sets {@code t} to its mean and {@code s} to {@code log(std +
 * 1e-6)} with the unbiased standard deviation. Under mollification that batch is nearly pure noise,
 * as in the authors' code, unless the run asks for a clean one.
 */
public final class ActNorm extends Bijection {

  private static final float EPSILON = 1e-6f;

  private final Parameter shift;
  private final Parameter logScale;

  /**
   * Creates a layer that is the identity until its first batch.
   *
   * @param columns number of columns D, or of channels C
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
    NDArray scale = beside(pass.value(logScale, x), x);
    NDArray z = x.sub(beside(pass.value(shift, x), x)).mul(scale.neg().exp());
    return new Transformed(z, volume(scale, x).neg());
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    NDArray scale = beside(pass.value(logScale, z), z);
    NDArray x = z.mul(scale.exp()).add(beside(pass.value(shift, z), z));
    return new Transformed(x, volume(scale, z));
  }

  /** One value a channel as {@code [C, 1, 1]}; one a column as it is. */
  private static NDArray beside(NDArray values, NDArray items) {
    return isImage(items) ? values.reshape(-1, 1, 1) : values;
  }

  private static NDArray volume(NDArray scale, NDArray items) {
    return isImage(items)
        ? Scalar.multiply(scale.sum(), items.getShape().get(2) * items.getShape().get(3))
        : scale.sum();
  }

  private static boolean isImage(NDArray items) {
    return items.getShape().dimension() == 4;
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
      NDArray columns =
          isImage(view) ? view.transpose(0, 2, 3, 1).reshape(-1, shift.getArray().size()) : view;
      NDArray mean = columns.mean(new int[] {0});
      NDArray squares = columns.sub(mean).square().sum(new int[] {0});
      NDArray deviation = squares.div(manager.create((float) (columns.size(0) - 1))).sqrt();
      assign(shift, mean);
      assign(logScale, deviation.add(EPSILON).log());
    }
  }

  /** Keeps the parameter's memory, of which an optimiser may hold views. */
  private static void assign(Parameter parameter, NDArray value) {
    parameter.getArray().set(new NDIndex("..."), value);
  }
}
