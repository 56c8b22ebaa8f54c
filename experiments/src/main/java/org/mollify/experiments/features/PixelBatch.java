package org.mollify.experiments.features;

/**
 * Some images of one size.
 *
 * @param count number of images
 * @param channels number of channels
 * @param height rows of an image
 * @param width columns of an image
 * @param values grey levels 0..255 as unsigned bytes, {@code [count, channels, height, width]},
 *     row-major, shared with the caller
 */
public record PixelBatch(int count, int channels, int height, int width, byte[] values) {

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if they do not fit the values
   */
  public PixelBatch {
    long expected = (long) count * channels * height * width;
    if (count < 0 || channels < 1 || height < 1 || width < 1 || values.length != expected) {
      throw new IllegalArgumentException(
          "%d images of %d x %d x %d have %d values, got %d"
              .formatted(count, channels, height, width, expected, values.length));
    }
  }
}
