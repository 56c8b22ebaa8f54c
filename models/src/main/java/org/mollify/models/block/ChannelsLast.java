package org.mollify.models.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Lays images out in memory so that the channels of a pixel lie side by side; shape and values stay
 * as they are. What the engine computes of such an image lies likewise, and its convolutions on a
 * CPU then reorder neither what they take nor what they give. That pays from some dozen channels
 * on; with fewer, convolutions are slower so.
 */
public final class ChannelsLast {

  private ChannelsLast() {}

  /**
   * Lays images out for training on a CPU; anywhere else they stay as they lie, so that exported
   * graphs are free of it.
   *
   * @param pass the pass
   * @param x images, {@code [N, C, H, W]}
   * @return the same images
   */
  public static NDArray of(Pass pass, NDArray x) {
    if (!pass.training() || x.getDevice().isGpu()) {
      return x;
    }
    Shape shape = x.getShape();
    long channels = shape.get(1);
    // The engine has no call for it, but a reshape of what does not lie in order copies it in
    // order.
    return x.transpose(0, 2, 3, 1)
        .reshape(-1, channels)
        .reshape(shape.get(0), shape.get(2), shape.get(3), channels)
        .transpose(0, 3, 1, 2);
  }
}
