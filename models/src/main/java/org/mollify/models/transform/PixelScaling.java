package org.mollify.models.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.block.Scalar;

/**
 * Scales grey levels 0..255 of an image {@code [C, H, W]} to [-1, 1], as the authors' image script
 * does: {@code x = y / 127.5 - 1}, log-determinant {@code -C H W log 127.5}.
 *
 * <p>With uniform dequantisation, {@code x = (y + u) / 128 - 1} for u uniform in [0, 1), whose
 * range is [-1, 1) again, and log-determinant {@code -C H W log 128}.
 */
public final class PixelScaling extends DataTransform {

  /** The largest grey level. */
  public static final int LARGEST = 255;

  private static final String NOISE = "u";

  private final Spec spec;
  private final float half;

  private PixelScaling(Spec spec) {
    super(new Shape(spec.channels, spec.height, spec.width));
    this.spec = spec;
    this.half = spec.dequantized ? 128f : 127.5f;
  }

  /**
   * What to scale.
   *
   * @param channels number of channels
   * @param height pixels from top to bottom
   * @param width pixels from left to right
   * @param dequantized whether uniform noise is added to the grey levels
   */
  public record Spec(long channels, long height, long width, boolean dequantized)
      implements TransformSpec {

    /** Checks the sizes. */
    public Spec {
      if (channels < 1 || height < 1 || width < 1) {
        throw new IllegalArgumentException(
            "pixel scaling expects positive sizes; got %d channels of %d by %d pixels"
                .formatted(channels, width, height));
      }
    }

    @Override
    public PixelScaling build() {
      return new PixelScaling(this);
    }
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public List<NoiseInput> noise() {
    return spec.dequantized ? List.of(NoiseInput.uniform(NOISE, dataShape())) : List.of();
  }

  /** Grey levels are whole, dequantised or not. */
  @Override
  public boolean isDiscrete() {
    return true;
  }

  @Override
  public NDArray dequantize(Pass pass, NDArray raw, NDList noise) {
    requireNoise(noise);
    if (!spec.dequantized) {
      return raw;
    }
    // In double: 255 and the largest uniform below 1 would round to 256 in single precision.
    NDArray u = noise.head().toType(DataType.FLOAT64, false);
    return raw.toType(DataType.FLOAT64, false).add(u);
  }

  /** Whole grey levels where they were dequantised; in any case between 0 and 255. */
  @Override
  public NDArray quantize(Pass pass, NDArray continuous) {
    return (spec.dequantized ? continuous.floor() : continuous).clip(0, LARGEST);
  }

  @Override
  public NDArray toModelSpace(Pass pass, NDArray raw) {
    NDArray levels = spec.dequantized ? raw : raw.toType(pass.precision(), false);
    return levels.div(constant(levels, half)).sub(1).toType(pass.precision(), false);
  }

  @Override
  public NDArray toRawUnits(Pass pass, NDArray x) {
    return Scalar.multiply(x.add(1), half);
  }

  @Override
  public NDArray logDeterminant(Pass pass, NDArray raw) {
    return raw.getManager().create(-dataShape().size() * Math.log(half));
  }

  private static NDArray constant(NDArray beside, float value) {
    return beside.getManager().create(value).toType(beside.getDataType(), false);
  }
}
