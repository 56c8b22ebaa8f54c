package org.mollify.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.mollify.trainer.data.ItemBlock;
import org.mollify.trainer.data.RowBlock;
import org.mollify.trainer.data.image.ImageBlock;
import org.mollify.trainer.data.image.ImageShape;

/** Items of a part as arrays in raw units. */
public final class RawItems {

  private RawItems() {}

  /**
   * Brings items to the device: rows as float64, images as bytes.
   *
   * @param manager owner of the array
   * @param block the part
   * @param from number of the first item
   * @param to number after the last item
   * @return {@code [to - from, ...]}
   */
  public static NDArray of(NDManager manager, ItemBlock block, int from, int to) {
    if (block instanceof ImageBlock images) {
      ByteBuffer bytes = ByteBuffer.allocateDirect((to - from) * images.shape().values());
      for (int i = from; i < to; i++) {
        images.copy(i, bytes);
      }
      return images(manager, bytes.flip(), images.shape());
    }
    RowBlock rows = (RowBlock) block;
    int width = rows.columns();
    double[] values = Arrays.copyOfRange(rows.values(), from * width, to * width);
    return manager.create(values, new Shape(to - from, width));
  }

  /** Images from bytes, {@code [n, C, H, W]}. */
  static NDArray images(NDManager manager, ByteBuffer bytes, ImageShape shape) {
    long count = bytes.remaining() / shape.values();
    return manager.create(
        bytes, new Shape(count, shape.channels(), shape.height(), shape.width()), DataType.UINT8);
  }
}
