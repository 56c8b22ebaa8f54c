package org.mollify.experiments.inception;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * Mean of the 3 x 3 neighbourhood, {@code [N, C, H, W] -> [N, C, H, W]}, in which cells beyond the
 * border do not count. DJL's pooling always counts them as zeros, so its result is divided by the
 * covered share of each window, which is that pooling of an image of ones.
 */
final class InteriorAveragePool extends AbstractBlock {

  private static final Shape KERNEL = new Shape(3, 3);
  private static final Shape ONE = new Shape(1, 1);

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    Shape shape = x.getShape();
    NDArray ones = x.getManager().ones(new Shape(1, 1, shape.get(2), shape.get(3)));
    NDArray covered = Pool.avgPool2d(ones, KERNEL, ONE, ONE, false, true);
    return new NDList(Pool.avgPool2d(x, KERNEL, ONE, ONE, false, true).div(covered));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
