package org.mollify.trainer.data.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.mollify.trainer.data.ItemBlock;

/** The images of one part of a set: grey levels 0..255 as bytes, channels first. */
public final class ImageBlock implements ItemBlock {

  private final PixelStore store;
  private final int[] places;

  /**
   * Selects images of a store.
   *
   * @param store the images of the set
   * @param places which of them, in order
   */
  ImageBlock(PixelStore store, int[] places) {
    this.store = store;
    this.places = places.clone();
  }

  @Override
  public int size() {
    return places.length;
  }

  /** Returns the size of every image. */
  public ImageShape shape() {
    return store.shape();
  }

  /**
   * Copies an image to where a buffer stands, and moves the buffer on. May be called from several
   * threads with a buffer each.
   *
   * @param index number of the image in this block
   * @param into receives {@code C H W} bytes
   */
  public void copy(int index, ByteBuffer into) {
    store.copy(places[index], into);
  }

  /**
   * The class of an image.
   *
   * @param index number of the image in this block
   * @return its label, 0 to 255
   * @throws IllegalStateException if the set has no labels
   */
  public int label(int index) {
    return store.label(places[index]);
  }

  /**
   * The first images of this block.
   *
   * @param most how many at most
   * @return a block over the same store
   */
  public ImageBlock first(int most) {
    return most >= places.length ? this : new ImageBlock(store, Arrays.copyOf(places, most));
  }
}
