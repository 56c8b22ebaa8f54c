package org.mollify.models.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Arrays;
import java.util.List;
import org.mollify.models.block.Constants;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;

/**
 * Uniform dequantisation of the columns that hold whole numbers: {@code x + u} with u uniform on
 * [0, 1) goes on to the next transform, and what comes back is rounded down and clamped to the
 * observed range. The other columns pass unchanged.
 *
 * <p>For a density p over {@code x + u}, {@code P(x) = integral of p(x + u) du} is a probability of
 * the whole number x, and {@code log (1/K) sum p(x + u_k)} is in expectation a lower bound of its
 * logarithm (Theis et al., "A note on the evaluation of generative models", 2016).
 */
public final class Dequantization extends DataTransform {

  private static final String NOISE = "u";

  private final Spec spec;
  private final DataTransform then;
  private final Parameter placement;
  private final Parameter whole;
  private final Parameter continuous;
  private final Parameter lower;
  private final Parameter upper;

  private Dequantization(Spec spec, DataTransform then) {
    super(then.dataShape());
    this.spec = spec;
    this.then = addChildBlock("then", then);
    int width = Math.toIntExact(then.dataShape().get(0));
    double[] placed = new double[spec.columns.length * width];
    double[] isWhole = new double[width];
    double[] isContinuous = new double[width];
    double[] least = new double[width];
    double[] most = new double[width];
    Arrays.fill(isContinuous, 1);
    // Infinite bounds leave a continuous column as it is, an overflow included.
    Arrays.fill(least, Double.NEGATIVE_INFINITY);
    Arrays.fill(most, Double.POSITIVE_INFINITY);
    for (int i = 0; i < spec.columns.length; i++) {
      int column = spec.columns[i];
      placed[i * width + column] = 1;
      isWhole[column] = 1;
      isContinuous[column] = 0;
      least[column] = spec.minimum[i];
      most[column] = spec.maximum[i];
    }
    this.placement = addParameter(Constants.doubles("placement", placed));
    this.whole = addParameter(Constants.doubles("whole", isWhole));
    this.continuous = addParameter(Constants.doubles("continuous", isContinuous));
    this.lower = addParameter(Constants.doubles("lower", least));
    this.upper = addParameter(Constants.doubles("upper", most));
  }

  /**
   * The constants of a dequantisation.
   *
   * @param columns positions of the columns of whole numbers, ascending
   * @param minimum smallest observed value of each
   * @param maximum largest observed value of each
   * @param then the transform of the dequantised row
   */
  public record Spec(int[] columns, double[] minimum, double[] maximum, TransformSpec then)
      implements TransformSpec {

    /** Checks the constants. */
    public Spec {
      if (columns.length == 0
          || columns.length != minimum.length
          || columns.length != maximum.length) {
        throw new IllegalArgumentException(
            "dequantization expects at least one column, with a minimum and a maximum each; got %d, %d and %d"
                .formatted(columns.length, minimum.length, maximum.length));
      }
      for (int i = 0; i < columns.length; i++) {
        if (columns[i] < 0 || i > 0 && columns[i] <= columns[i - 1]) {
          throw new IllegalArgumentException(
              "dequantization expects ascending columns; got " + Arrays.toString(columns));
        }
        if (!isWhole(minimum[i]) || !isWhole(maximum[i]) || minimum[i] > maximum[i]) {
          throw new IllegalArgumentException(
              "dequantization expects a whole minimum and maximum; column %d has %s to %s"
                  .formatted(columns[i], minimum[i], maximum[i]));
        }
      }
    }

    private static boolean isWhole(double value) {
      return Double.isFinite(value) && value == Math.rint(value);
    }

    @Override
    public Dequantization build() {
      DataTransform next = then.build();
      int last = columns[columns.length - 1];
      if (next.dataShape().dimension() != 1 || next.dataShape().get(0) <= last) {
        throw new IllegalArgumentException(
            "dequantization of column %d expects rows with that column; got items of shape %s"
                .formatted(last, next.dataShape()));
      }
      return new Dequantization(this, next);
    }
  }

  /**
   * Fits the transform of a table: dequantisation of whole numbers, then standardisation. A
   * dequantised column has mean {@code mean + 1/2} and variance {@code variance + 1/12}.
   *
   * @param width number of columns of the rows
   * @param columns positions of the columns of whole numbers, ascending; may be none
   * @param standardize whether to standardise; otherwise model space has raw units
   * @param blocks rows to fit on, each block row-major; at least one row in all
   * @return a standardisation, behind a dequantisation if there are columns to dequantise
   */
  public static TransformSpec fit(
      int width, int[] columns, boolean standardize, double[]... blocks) {
    Standardization.Spec fitted =
        standardize ? Standardization.fit(width, blocks) : Standardization.identity(width);
    if (columns.length == 0) {
      return fitted;
    }
    double[] minimum = new double[columns.length];
    double[] maximum = new double[columns.length];
    for (int i = 0; i < columns.length; i++) {
      int column = columns[i];
      if (standardize) {
        fitted.mean()[column] += 0.5;
        fitted.scale()[column] = Math.sqrt(Math.pow(fitted.scale()[column], 2) + 1.0 / 12);
      }
      minimum[i] = Double.POSITIVE_INFINITY;
      maximum[i] = Double.NEGATIVE_INFINITY;
      for (double[] block : blocks) {
        for (int at = column; at < block.length; at += width) {
          minimum[i] = Math.min(minimum[i], block[at]);
          maximum[i] = Math.max(maximum[i], block[at]);
        }
      }
    }
    return new Spec(columns, minimum, maximum, fitted);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public List<NoiseInput> noise() {
    return List.of(NoiseInput.uniform(NOISE, new Shape(spec.columns.length)));
  }

  @Override
  public NDArray dequantize(Pass pass, NDArray raw, NDList noise) {
    requireNoise(noise);
    NDArray u = noise.head().toType(DataType.FLOAT64, false);
    NDArray placed = pass.value(placement, raw).reshape(spec.columns.length, dataShape().get(0));
    return raw.toType(DataType.FLOAT64, false).add(u.matMul(placed));
  }

  @Override
  public NDArray quantize(Pass pass, NDArray values) {
    NDArray clamped = values.maximum(pass.value(lower, values)).minimum(pass.value(upper, values));
    return clamped
        .floor()
        .mul(pass.value(whole, values))
        .add(clamped.mul(pass.value(continuous, values)));
  }

  @Override
  public NDArray toModelSpace(Pass pass, NDArray raw) {
    return then.toModelSpace(pass, raw);
  }

  @Override
  public NDArray toRawUnits(Pass pass, NDArray x) {
    return then.toRawUnits(pass, x);
  }

  @Override
  public NDArray logDeterminant(Pass pass, NDArray raw) {
    return then.logDeterminant(pass, raw);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    then.initialize(manager, type, inputShapes);
  }
}
