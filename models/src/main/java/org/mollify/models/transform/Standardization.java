package org.mollify.models.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Arrays;
import org.mollify.models.block.Constants;
import org.mollify.models.block.Pass;

/**
 * Standardises each column of a vector: {@code x = (raw - mean) / scale}, with log-determinant
 * {@code -sum log scale}.
 *
 * <p>Computed in double and cast to the core's precision last. Mean and scale are those of the rows
 * the model was fitted on, with the population (ddof 0) standard deviation.
 */
public final class Standardization extends DataTransform {

  private final Spec spec;
  private final Parameter mean;
  private final Parameter scale;

  private Standardization(Spec spec) {
    super(new Shape(spec.mean.length));
    this.spec = spec;
    this.mean = addParameter(Constants.doubles("mean", spec.mean));
    this.scale = addParameter(Constants.doubles("scale", spec.scale));
  }

  /**
   * The constants of a standardisation.
   *
   * @param mean one mean a column
   * @param scale one positive scale a column
   */
  public record Spec(double[] mean, double[] scale) implements TransformSpec {

    /** Checks the constants. */
    public Spec {
      if (mean.length != scale.length || mean.length == 0) {
        throw new IllegalArgumentException(
            "standardization expects as many means as scales, at least one; got %d and %d"
                .formatted(mean.length, scale.length));
      }
      for (int i = 0; i < scale.length; i++) {
        if (!(scale[i] > 0) || !Double.isFinite(scale[i]) || !Double.isFinite(mean[i])) {
          throw new IllegalArgumentException(
              "standardization expects finite means and positive scales; column %d has mean %s and"
                      .formatted(i, mean[i])
                  + " scale %s".formatted(scale[i]));
        }
      }
    }

    @Override
    public Standardization build() {
      return new Standardization(this);
    }
  }

  /**
   * Fits mean and population standard deviation, in two passes in double.
   *
   * @param columns number of columns
   * @param blocks rows to fit on, each block row-major; at least one row in all
   * @return the constants
   */
  public static Spec fit(int columns, double[]... blocks) {
    long rows = Arrays.stream(blocks).mapToLong(block -> block.length / columns).sum();
    double[] mean = new double[columns];
    for (double[] block : blocks) {
      for (int i = 0; i < block.length; i++) {
        mean[i % columns] += block[i] / rows;
      }
    }
    double[] variance = new double[columns];
    for (double[] block : blocks) {
      for (int i = 0; i < block.length; i++) {
        double deviation = block[i] - mean[i % columns];
        variance[i % columns] += deviation * deviation / rows;
      }
    }
    return new Spec(mean, Arrays.stream(variance).map(Math::sqrt).toArray());
  }

  /**
   * Leaves a vector as it is, in double.
   *
   * @param columns number of columns
   * @return zero means and unit scales
   */
  public static Spec identity(int columns) {
    double[] ones = new double[columns];
    Arrays.fill(ones, 1);
    return new Spec(new double[columns], ones);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NDArray toModelSpace(Pass pass, NDArray raw) {
    return raw.toType(DataType.FLOAT64, false)
        .sub(pass.value(mean, raw))
        .div(pass.value(scale, raw))
        .toType(pass.precision(), false);
  }

  @Override
  public NDArray toRawUnits(Pass pass, NDArray x) {
    return x.toType(DataType.FLOAT64, false).mul(pass.value(scale, x)).add(pass.value(mean, x));
  }

  @Override
  public NDArray logDeterminant(Pass pass, NDArray raw) {
    return pass.value(scale, raw).log().sum().neg();
  }
}
