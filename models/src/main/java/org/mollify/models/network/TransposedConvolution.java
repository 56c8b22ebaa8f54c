package org.mollify.models.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;

/**
 * A transposed convolution {@code [N, Cin, H, W] -> [N, Cout, H', W']} with {@code H' = (H - 1) s -
 * 2 p + k + o}: the adjoint of a convolution of kernel k, stride s and padding p. The weights have
 * the shape {@code [Cin, Cout, k, k]} that PyTorch and ONNX give them.
 *
 * <p>The PyTorch engine of DJL has no such operation, so it is composed of those it has: for k = 4,
 * s = 2, p = 1, one 2 x 2 convolution gives the four phases of the output, which are interleaved;
 * for s = 1, a convolution with the flipped kernel; otherwise the same after zeros are put between
 * the pixels. Where operations are recorded for a graph, the operation itself is, unless the
 * recorder refuses it.
 */
public final class TransposedConvolution extends AbstractBlock {

  /** A padding that takes one row or column from each side. */
  private static final Shape CROP = new Shape(-1, -1, -1, -1);

  private final Geometry geometry;
  private final Parameter weight;
  private final Parameter bias;
  private long channels;

  /**
   * Kernel, stride and paddings of one layer, alike in both directions.
   *
   * @param filters output channels
   * @param kernel kernel size k
   * @param stride stride s
   * @param padding padding p of the convolution that this is the adjoint of
   * @param outputPadding rows and columns o added at the end of the output, below the stride
   */
  public record Geometry(int filters, int kernel, int stride, int padding, int outputPadding) {

    /** Checks the sizes. */
    public Geometry {
      if (filters < 1
          || kernel < 1
          || stride < 1
          || padding < 0
          || padding >= kernel
          || outputPadding < 0
          || outputPadding >= stride) {
        throw new IllegalArgumentException(
            ("a transposed convolution needs filters, kernel and stride of at least 1, a padding below"
                    + " the kernel and an output padding below the stride; got %d, %d, %d, %d and %d")
                .formatted(filters, kernel, stride, padding, outputPadding));
      }
    }

    /**
     * Returns the size of an output axis.
     *
     * @param size size of the input axis
     * @return {@code (size - 1) s - 2 p + k + o}
     */
    public long outputSize(long size) {
      return (size - 1) * stride - 2L * padding + kernel + outputPadding;
    }

    private boolean hasPhases() {
      return kernel == 4 && stride == 2 && padding == 1;
    }
  }

  /**
   * Creates a layer that takes its input channels at initialisation.
   *
   * @param geometry sizes
   */
  public TransposedConvolution(Geometry geometry) {
    this.geometry = geometry;
    weight =
        addParameter(Parameter.builder().setName("weight").setType(Parameter.Type.WEIGHT).build());
    bias =
        addParameter(
            Parameter.builder()
                .setName("bias")
                .setType(Parameter.Type.BIAS)
                .optInitializer(Initializer.ZEROS)
                .build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    NDArray w = parameters.getValue(weight, x.getDevice(), training);
    NDArray b = parameters.getValue(bias, x.getDevice(), training);
    if (!training) {
      try {
        return new NDList(recorded(x, w, b));
      } catch (UnsupportedOperationException e) {
        // The engine has the composition only, and so has a graph that is asked for it.
      }
    }
    return new NDList(geometry.hasPhases() ? phases(x, w, b) : convolution(spread(x), w, b));
  }

  private NDArray recorded(NDArray x, NDArray w, NDArray b) {
    return x.getNDArrayInternal()
        .deconvolution(
            x,
            w,
            b,
            both(geometry.stride),
            both(geometry.padding),
            both(geometry.outputPadding),
            both(1),
            1)
        .singletonOrThrow();
  }

  /**
   * An axis of the output has odd places {@code w2 x[i-1] + w0 x[i]} before {@code 2i} and even
   * places {@code w3 x[i-1] + w1 x[i]} at it, so one convolution of two taps to four times the
   * channels gives pairs of neighbours, from one place before the output to some after it. Pairs
   * are interleaved and cropped as wholes: each slice by itself would be a pass over zeros on the
   * way back.
   */
  private NDArray phases(NDArray x, NDArray w, NDArray b) {
    long filters = geometry.filters;
    NDArray kernels =
        w.reshape(channels, filters, 2, 2, 2, 2)
            .flip(2, 4)
            .transpose(3, 5, 1, 0, 2, 4)
            .reshape(4 * filters, channels, 2, 2);
    NDArray biases = NDArrays.concat(new NDList(b, b, b, b));
    long extra = geometry.outputPadding;
    NDArray pairs =
        extra == 0
            ? convolve(x, kernels, biases, 1)
            : convolve(x.pad(new Shape(1, 1 + extra, 1, 1 + extra), 0), kernels, biases, 0);
    long height = pairs.getShape().get(2);
    long width = pairs.getShape().get(3);
    NDArray y =
        pairs
            .reshape(-1, 2, 2, filters, height, width)
            .transpose(0, 3, 4, 1, 5, 2)
            .reshape(-1, filters, 2 * height, 2 * width)
            .pad(CROP, 0);
    return extra == 0 ? y : y.get(":, :, :{}, :{}", 2 * height - 3, 2 * width - 3);
  }

  /** Zeros between the pixels, and the padding that the flipped kernel needs. */
  private NDArray spread(NDArray x) {
    int stride = geometry.stride;
    long height = x.getShape().get(2);
    long width = x.getShape().get(3);
    NDArray spread = x;
    if (stride > 1) {
      spread =
          x.reshape(-1, channels, height, 1, width, 1)
              .pad(new Shape(0, stride - 1, 0, 0, 0, stride - 1), 0)
              .reshape(-1, channels, height * stride, width * stride);
    }
    long before = geometry.kernel - 1L - geometry.padding;
    long after = before + geometry.outputPadding - (stride - 1);
    if (after < 0) {
      spread = spread.get(":, :, :{}, :{}", height * stride + after, width * stride + after);
      after = 0;
    }
    return before == 0 && after == 0
        ? spread
        : spread.pad(new Shape(before, after, before, after), 0);
  }

  private NDArray convolution(NDArray spread, NDArray w, NDArray b) {
    return convolve(spread, w.flip(2, 3).transpose(1, 0, 2, 3), b, 0);
  }

  private static NDArray convolve(NDArray x, NDArray kernel, NDArray bias, int padding) {
    return x.getNDArrayInternal()
        .convolution(x, kernel, bias, both(1), both(padding), both(1), 1)
        .singletonOrThrow();
  }

  private static Shape both(int size) {
    return new Shape(size, size);
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    channels = inputShapes[0].get(1);
    weight.setShape(new Shape(channels, geometry.filters, geometry.kernel, geometry.kernel));
    bias.setShape(new Shape(geometry.filters));
  }

  /** {@inheritDoc} */
  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {
      new Shape(
          in.get(0),
          geometry.filters,
          geometry.outputSize(in.get(2)),
          geometry.outputSize(in.get(3)))
    };
  }
}
