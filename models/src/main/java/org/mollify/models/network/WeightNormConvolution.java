package org.mollify.models.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;

/**
 * A convolution with weight normalisation (Salimans and Kingma 2016) that keeps the size, {@code
 * [N, C, H, W] -> [N, F, H, W]}: the weights of filter f are {@code g_f v_f / |v_f|}. At the start
 * g is the norm of the drawn weights, so the layer begins as an ordinary one.
 */
public final class WeightNormConvolution extends AbstractBlock {

  private final int filters;
  private final int kernel;
  private final Parameter direction;
  private final Parameter bias;
  private final Parameter gain;

  /**
   * Creates a layer that takes its input channels at initialisation.
   *
   * @param filters number of output channels F
   * @param kernel side of the kernel, odd
   */
  public WeightNormConvolution(int filters, int kernel) {
    if (kernel % 2 == 0) {
      throw new IllegalArgumentException("a kernel that keeps the size is odd; got " + kernel);
    }
    this.filters = filters;
    this.kernel = kernel;
    direction =
        addParameter(
            Parameter.builder().setName("direction").setType(Parameter.Type.WEIGHT).build());
    bias = addParameter(Parameter.builder().setName("bias").setType(Parameter.Type.BIAS).build());
    gain =
        addParameter(
            Parameter.builder()
                .setName("gain")
                .setType(Parameter.Type.OTHER)
                .optInitializer(Initializer.ONES)
                .build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    NDArray v = parameters.getValue(direction, x.getDevice(), training);
    NDArray factor = parameters.getValue(gain, x.getDevice(), training).div(norm(v));
    Shape one = new Shape(1, 1);
    return x.getNDArrayInternal()
        .convolution(
            x,
            v.mul(factor.reshape(-1, 1, 1, 1)),
            parameters.getValue(bias, x.getDevice(), training),
            one,
            new Shape(kernel / 2, kernel / 2),
            one,
            1);
  }

  private static NDArray norm(NDArray v) {
    return v.square().sum(new int[] {1, 2, 3}).sqrt();
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    direction.setShape(new Shape(filters, inputShapes[0].get(1), kernel, kernel));
    bias.setShape(new Shape(filters));
    gain.setShape(new Shape(filters));
  }

  /** Takes the gain from the drawn weights. */
  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray drawn = direction.getArray().stopGradient();
      drawn.attach(scope);
      gain.getArray().set(new NDIndex("..."), norm(drawn));
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), filters, in.get(2), in.get(3))};
  }
}
