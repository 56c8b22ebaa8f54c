package org.mollify.models.bijection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import org.mollify.models.block.Pass;

/**
 * An invertible, differentiable map between data and latent space.
 *
 * <p>To write one: extend this class, declare parameters in the constructor with their shapes, and
 * implement the two directions, each with the log-determinant of the map it applies. Reshape with
 * {@code -1} and never read the batch size; return a scalar log-determinant where it does not
 * depend on the item.
 */
public abstract class Bijection extends AbstractBlock {

  /**
   * Data to latent: {@code (z, log |det dz/dx|)}.
   *
   * @param pass the pass
   * @param x items, shape {@code [N, ...]}
   * @return latent items and the log-determinant of this direction
   */
  public abstract Transformed forward(Pass pass, NDArray x);

  /**
   * Latent to data: {@code (x, log |det dx/dz|)}.
   *
   * @param pass the pass
   * @param z latent items, shape {@code [N, ...]}
   * @return items and the log-determinant of this direction
   */
  public abstract Transformed inverse(Pass pass, NDArray z);

  /**
   * Whether this bijection holds statistics of the whole training set, taken at its own input.
   *
   * @return whether {@link #refreshStatistics} does anything
   */
  public boolean hasStatistics() {
    return false;
  }

  /**
   * Replaces the statistics by those of the given items.
   *
   * @param chunks the whole clean training set as it arrives at this bijection, in pieces
   */
  public void refreshStatistics(Iterable<NDArray> chunks) {}

  /**
   * Whether this bijection starts from what the first batch of training looks like.
   *
   * @return whether {@link #readFirstBatch} does anything
   */
  public boolean readsFirstBatch() {
    return false;
  }

  /**
   * Sets parameters from the first batch of training, before the first step.
   *
   * @param batch the batch as it arrives at this bijection, shape {@code [N, ...]}
   */
  public void readFirstBatch(NDArray batch) {}

  /**
   * Sets weights that are zero by construction to zero. Called whenever parameters have been set
   * from outside.
   */
  public void maskWeights() {}

  /**
   * Sets the gradients of weights that are zero by construction to zero. Called after each backward
   * pass, before anything reads a gradient.
   */
  public void maskGradients() {}

  /**
   * The shapes of an item's latents. Where there are several, {@link #forward} gives them flat, one
   * after the other, as {@code [N, D]}, and {@link #inverse} takes them so.
   *
   * @param item shape of an item, without the batch axis
   * @return one shape, that of the value {@link #forward} gives, or several
   */
  public List<Shape> latentShapes(Shape item) {
    return List.of(getOutputShapes(new Shape[] {new Shape(1).addAll(item)})[0].slice(1));
  }

  @Override
  protected final NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    Transformed z =
        forward(
            new Pass(parameters, DataType.FLOAT32, training, Pass.InnerGradient.NONE),
            inputs.singletonOrThrow());
    return new NDList(z.value(), z.logDeterminant());
  }

  /** {@inheritDoc} */
  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0], new Shape(inputShapes[0].get(0))};
  }
}
