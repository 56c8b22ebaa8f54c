package org.mollify.models.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * A trained 3x3 convolution that keeps the size and starts at zero whatever initialises the layers
 * around it, {@code [N, C, H, W] -> [N, F, H, W]}: what it feeds starts as the identity.
 */
public final class ZeroConvolution extends AbstractBlock {

  private static final int KERNEL = 3;

  private final int filters;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * Creates a layer that takes its input channels at initialisation.
   *
   * @param filters number of output channels F
   */
  public ZeroConvolution(int filters) {
    this.filters = filters;
    weight = addParameter(ZeroParameter.named("weight"));
    bias = addParameter(ZeroParameter.named("bias"));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    Shape one = new Shape(1, 1);
    return x.getNDArrayInternal()
        .convolution(
            x,
            parameters.getValue(weight, x.getDevice(), training),
            parameters.getValue(bias, x.getDevice(), training),
            one,
            one,
            one,
            1);
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    weight.setShape(new Shape(filters, inputShapes[0].get(1), KERNEL, KERNEL));
    bias.setShape(new Shape(filters));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), filters, in.get(2), in.get(3))};
  }
}
