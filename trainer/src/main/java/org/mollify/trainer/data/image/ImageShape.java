package org.mollify.trainer.data.image;

/**
 * The size of every image of a set.
 *
 * @param channels 1 for grey, 3 for red, green, blue
 * @param height pixels from top to bottom
 * @param width pixels from left to right
 */
public record ImageShape(int channels, int height, int width) {

  /** Returns the number of grey levels of an image. */
  public int values() {
    return channels * height * width;
  }
}
