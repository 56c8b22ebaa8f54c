package org.mollify.models.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;

/**
 * A fixed, invertible map from raw data units into model space, where mollification happens and the
 * learned core begins.
 *
 * <p>The map is between continuous spaces. Whole numbers are made continuous before it, by {@link
 * #dequantize} with the noise that {@link #noise} declares, and whole again after its inverse, by
 * {@link #quantize}. For purely continuous data both change nothing.
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
   * Returns the noise that {@link #dequantize} consumes, in training and in scoring alike.
   *
   * @return the declarations; empty where data are continuous
   */
  public List<NoiseInput> noise() {
    return List.of();
  }

  /**
   * Whether raw values, or some of them, are whole numbers: a density without dequantisation noise
   * is then no likelihood of them.
   *
   * @return whether they are; by default whether there is noise to dequantise them
   */
  public boolean isDiscrete() {
    return !noise().isEmpty();
  }

  /**
   * Makes raw items continuous: {@code raw + u} where values are whole.
   *
   * @param pass the pass
   * @param raw items in raw units, shape {@code [N, ...]}
   * @param noise as declared by {@link #noise}
   * @return continuous items in raw units, same shape
   * @throws IllegalArgumentException if the noise is not what is declared
   */
  public NDArray dequantize(Pass pass, NDArray raw, NDList noise) {
    requireNoise(noise);
    return raw;
  }

  /**
   * Makes continuous items whole again where raw values are: the inverse of {@link #dequantize} for
   * any of its noise.
   *
   * @param pass the pass
   * @param continuous continuous items in raw units, shape {@code [N, ...]}
   * @return items in raw units, same shape
   */
  public NDArray quantize(Pass pass, NDArray continuous) {
    return continuous;
  }

  /**
   * Checks that noise is what is declared.
   *
   * @param noise one array a declaration
   * @throws IllegalArgumentException if it is not
   */
  protected final void requireNoise(NDList noise) {
    if (noise.size() != noise().size()) {
      throw new IllegalArgumentException(
          "the data transform expects %d noise inputs %s; got %d"
              .formatted(
                  noise().size(), noise().stream().map(NoiseInput::name).toList(), noise.size()));
    }
  }

  /**
   * Maps continuous items into model space.
   *
   * @param pass the pass, whose precision the result has
   * @param raw continuous items in raw units, shape {@code [N, ...]}
   * @return items in model space, same shape
   */
  public abstract NDArray toModelSpace(Pass pass, NDArray raw);

  /**
   * Maps items in model space back to raw units, still continuous.
   *
   * @param pass the pass
   * @param x items in model space, shape {@code [N, ...]}
   * @return continuous items in raw units, same shape
   */
  public abstract NDArray toRawUnits(Pass pass, NDArray x);

  /**
   * The log-determinant of {@link #toModelSpace}.
   *
   * @param pass the pass
   * @param raw continuous items in raw units
   * @return nats, float64, shape {@code [N]} or a scalar
   */
  public abstract NDArray logDeterminant(Pass pass, NDArray raw);

  @Override
  protected final NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    Pass pass = new Pass(parameters, DataType.FLOAT32, training, Pass.InnerGradient.NONE);
    NDArray raw = dequantize(pass, inputs.head(), inputs.subNDList(1));
    return new NDList(toModelSpace(pass, raw), logDeterminant(pass, raw));
  }

  /** {@inheritDoc} */
  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0], new Shape()};
  }
}
