package org.mollify.models.bijection.image;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Transformed;
import org.mollify.models.block.Constants;
import org.mollify.models.block.Pass;

/** The channels of an image in another order, {@code z_c = x_{order(c)}}. */
public final class ChannelOrder extends Bijection {

  private final Parameter there;
  private final Parameter back;

  /**
   * Creates a permutation.
   *
   * @param order for each channel of the result the channel it comes from; each occurs once
   */
  public ChannelOrder(int... order) {
    long[] from = new long[order.length];
    long[] to = new long[order.length];
    for (int c = 0; c < order.length; c++) {
      from[c] = order[c];
      to[order[c]] = c;
    }
    this.there = addParameter(Constants.positions("there", from));
    this.back = addParameter(Constants.positions("back", to));
  }

  /**
   * The order that gives half of the pixels of each block of 2 by 2 to the first half of the
   * channels, those on its diagonal, after a squeeze with the channels of a pixel side by side.
   *
   * @param channels number of channels after the squeeze, a multiple of 4
   * @return the permutation
   */
  public static ChannelOrder diagonalFirst(int channels) {
    int each = channels / 4;
    int[] pixels = {0, 3, 1, 2};
    int[] order = new int[channels];
    for (int c = 0; c < channels; c++) {
      order[c] = pixels[c / each] * each + c % each;
    }
    return new ChannelOrder(order);
  }

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    return new Transformed(x.get(":, {}", pass.value(there, x)), x.getManager().create(0f));
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    return new Transformed(z.get(":, {}", pass.value(back, z)), z.getManager().create(0f));
  }
}
