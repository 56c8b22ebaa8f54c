package org.mollify.models.bijection.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Transformed;
import org.mollify.models.block.ChannelsLast;
import org.mollify.models.block.Pass;

/**
 * Trades space for channels: every block of 2 by 2 pixels becomes 4 channels of one pixel, {@code
 * [N, C, H, W] -> [N, 4 C, H/2, W/2]} (RealNVP, Dinh et al. 2017, section 3.6). Volumes stay as
 * they are.
 */
public final class Squeeze extends Bijection {

  /** Where the pixel at {@code (dy, dx)} of a block goes. */
  public enum Order {
    /** Channel {@code 4 c + 2 dy + dx}: the four pixels of a channel lie side by side. */
    CHANNEL_MAJOR(new int[] {0, 1, 3, 5, 2, 4}, new int[] {0, 1, 4, 2, 5, 3}),
    /** Channel {@code (2 dy + dx) C + c}: the channels of a pixel lie side by side. */
    PIXEL_MAJOR(new int[] {0, 3, 5, 1, 2, 4}, new int[] {0, 3, 4, 1, 5, 2});

    private final int[] there;
    private final int[] back;

    Order(int[] there, int[] back) {
      this.there = there;
      this.back = back;
    }
  }

  private final Order order;
  private final boolean channelsLast;

  /**
   * Creates a squeeze whose result lies in memory as the engine likes.
   *
   * @param order order of the new channels
   */
  public Squeeze(Order order) {
    this(order, false);
  }

  /**
   * Creates a squeeze.
   *
   * @param order order of the new channels
   * @param channelsLast whether to lay the result out {@link ChannelsLast channels last} while
   *     training, which pays where convolutions of many channels follow
   */
  public Squeeze(Order order, boolean channelsLast) {
    this.order = order;
    this.channelsLast = channelsLast;
  }

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    Shape shape = x.getShape();
    long channels = shape.get(1);
    long height = shape.get(2) / 2;
    long width = shape.get(3) / 2;
    NDArray z =
        x.reshape(-1, channels, height, 2, width, 2)
            .transpose(order.there)
            .reshape(-1, 4 * channels, height, width);
    NDArray laidOut = channelsLast ? ChannelsLast.of(pass, z) : z;
    return new Transformed(laidOut, x.getManager().create(0f));
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    Shape shape = z.getShape();
    long channels = shape.get(1) / 4;
    long height = shape.get(2);
    long width = shape.get(3);
    NDArray blocks =
        order == Order.CHANNEL_MAJOR
            ? z.reshape(-1, channels, 2, 2, height, width)
            : z.reshape(-1, 2, 2, channels, height, width);
    NDArray x = blocks.transpose(order.back).reshape(-1, channels, 2 * height, 2 * width);
    return new Transformed(x, z.getManager().create(0f));
  }

  /** {@inheritDoc} */
  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    Shape out = new Shape(in.get(0), 4 * in.get(1), in.get(2) / 2, in.get(3) / 2);
    return new Shape[] {out, new Shape(in.get(0))};
  }
}
