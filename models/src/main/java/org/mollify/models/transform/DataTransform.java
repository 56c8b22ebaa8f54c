package org.mollify.models.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.mollify.models.block.Pass;

/**
 * A fixed, invertible map from raw data units into model space, where mollification happens and the
 * learned core begins.
 *
 * <p>Raw vectors are float64 and are transformed in double before they are cast to the precision of
 * the core, so a column of time stamps around 1.7e9 keeps its variation.
 */
public abstract class DataTransform extends AbstractBlock {

  private final Shape dataShape;

  /**
   * Creates a transform.
   *
   * @param dataShape shape of one raw item
   */
  protected DataTransform(Shape dataShape) {
    this.dataShape = dataShape;
  }

  /**
   * Returns the shape of one raw item.
   *
   * @return the shape without the batch axis
   */
  public final Shape dataShape() {
    return dataShape;
  }

  /**
   * Returns the description from which {@link TransformSpec#build} makes this transform again.
   *
   * @return the description
   */
  public abstract TransformSpec spec();

  /**
   * Maps raw items into model space.
   *
   * @param pass the pass, whose precision the result has
   * @param raw items in raw units, shape {@code [N, ...]}
   * @return items in model space, same shape
   */
  public abstract NDArray toModelSpace(Pass pass, NDArray raw);

  /**
   * Maps items in model space back to raw units.
   *
   * @param pass the pass
   * @param x items in model space, shape {@code [N, ...]}
   * @return items in raw units, same shape
   */
  public abstract NDArray toRawUnits(Pass pass, NDArray x);

  /**
   * The log-determinant of {@link #toModelSpace}.
   *
   * @param pass the pass
   * @param raw items in raw units
   * @return nats, float64, shape {@code [N]} or a scalar
   */
  public abstract NDArray logDeterminant(Pass pass, NDArray raw);

  @Override
  protected final NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray raw = inputs.singletonOrThrow();
    Pass pass = new Pass(parameters, DataType.FLOAT32, training, Pass.InnerGradient.NONE);
    return new NDList(toModelSpace(pass, raw), logDeterminant(pass, raw));
  }

  /** {@inheritDoc} */
  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0], new Shape()};
  }
}
