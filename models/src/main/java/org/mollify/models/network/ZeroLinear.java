package org.mollify.models.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * A trained linear layer {@code y = x W' + b} that starts at zero whatever initialises the layers
 * around it, so that what it feeds starts as the identity.
 */
final class ZeroLinear extends AbstractBlock {

  private final int units;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * Creates a layer that takes its input width at initialisation.
   *
   * @param units number of output columns
   */
  ZeroLinear(int units) {
    this.units = units;
    weight = addParameter(ZeroParameter.named("weight"));
    bias = addParameter(ZeroParameter.named("bias"));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    return Linear.linear(
        x,
        parameters.getValue(weight, x.getDevice(), training),
        parameters.getValue(bias, x.getDevice(), training));
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    weight.setShape(new Shape(units, inputShapes[0].get(1)));
    bias.setShape(new Shape(units));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), units)};
  }
}
