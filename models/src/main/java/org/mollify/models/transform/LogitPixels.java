package org.mollify.models.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.List;
import java.util.stream.IntStream;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.block.Scalar;

/**
 * Dequantised grey levels 0..255 of an image {@code [C, H, W]} through a logit (RealNVP, Dinh et
 * al. 2017, section 4.1): {@code x = logit(a + (1 - 2 a) p)} with {@code p = (y + u) / 256} for u
 * uniform in [0, 1), so that a model over the whole line stays within the range of grey levels.
 * With {@code q = a + (1 - 2 a) p}, log-determinant {@code sum log((1 - 2 a) / 256) - log q - log(1
 * - q)}. Computed in double before it is cast to the precision of the core.
 */
public final class LogitPixels extends DataTransform {

  private static final String NOISE = "u";
  private static final double LEVELS = 256;

  private final Spec spec;

  private LogitPixels(Spec spec) {
    super(new Shape(spec.channels, spec.height, spec.width));
    this.spec = spec;
  }

  /**
   * What to transform.
   *
   * @param channels number of channels
   * @param height pixels from top to bottom
   * @param width pixels from left to right
   * @param alpha distance that is kept from the ends of the unit interval, in (0, 1/2)
   */
  public record Spec(long channels, long height, long width, double alpha)
      implements TransformSpec {

    /** Checks sizes and distance. */
    public Spec {
      if (channels < 1 || height < 1 || width < 1) {
        throw new IllegalArgumentException(
            "the logit of pixels expects positive sizes; got %d channels of %d by %d pixels"
                .formatted(channels, width, height));
      }
      if (!(alpha > 0 && alpha < 0.5)) {
        throw new IllegalArgumentException(
            "logit expects a distance from the ends above 0 and below 0.5, such as 0.05; got "
                + alpha);
      }
    }

    @Override
    public LogitPixels build() {
      return new LogitPixels(this);
    }
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public List<NoiseInput> noise() {
    return List.of(NoiseInput.uniform(NOISE, dataShape()));
  }

  @Override
  public NDArray dequantize(Pass pass, NDArray raw, NDList noise) {
    requireNoise(noise);
    NDArray u = noise.head().toType(DataType.FLOAT64, false);
    return raw.toType(DataType.FLOAT64, false).add(u);
  }

  /** Whole grey levels between 0 and 255. */
  @Override
  public NDArray quantize(Pass pass, NDArray continuous) {
    return continuous.floor().clip(0, PixelScaling.LARGEST);
  }

  private NDArray inside(NDArray raw) {
    double slope = (1 - 2 * spec.alpha) / LEVELS;
    return raw.toType(DataType.FLOAT64, false).mul(raw.getManager().create(slope)).add(spec.alpha);
  }

  @Override
  public NDArray toModelSpace(Pass pass, NDArray raw) {
    NDArray q = inside(raw);
    return q.log().sub(q.neg().add(1.0).log()).toType(pass.precision(), false);
  }

  @Override
  public NDArray toRawUnits(Pass pass, NDArray x) {
    NDArray q = Activation.sigmoid(x).sub((float) spec.alpha);
    return Scalar.multiply(q, (float) (LEVELS / (1 - 2 * spec.alpha)));
  }

  @Override
  public NDArray logDeterminant(Pass pass, NDArray raw) {
    NDArray q = inside(raw);
    NDArray each = q.log().add(q.neg().add(1.0).log()).neg();
    int[] axes = IntStream.rangeClosed(1, dataShape().dimension()).toArray();
    return each.sum(axes).add(dataShape().size() * Math.log((1 - 2 * spec.alpha) / LEVELS));
  }
}
