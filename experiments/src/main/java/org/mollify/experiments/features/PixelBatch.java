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

  /**
   * Rounds images to the grey levels that a picture file would hold, halves up.
   *
   * @param images one row of grey levels an image, channels first
   * @param channels number of channels
   * @param height rows of an image
   * @param width columns of an image
   * @return the images
   * @throws IllegalArgumentException if an image is of another size or holds NaN
   */
  public static PixelBatch rounded(double[][] images, int channels, int height, int width) {
    int size = channels * height * width;
    byte[] values = new byte[Math.multiplyExact(images.length, size)];
    for (int i = 0; i < images.length; i++) {
      if (images[i].length != size) {
        throw new IllegalArgumentException(
            "image %d has %d values; %d x %d x %d have %d"
                .formatted(i, images[i].length, channels, height, width, size));
      }
      for (int j = 0; j < size; j++) {
        if (Double.isNaN(images[i][j])) {
          throw new IllegalArgumentException(
              "image %d has NaN among its values; the model that drew it has diverged"
                  .formatted(i));
        }
        double level = Math.max(0, Math.min(255, Math.floor(images[i][j] + 0.5)));
        values[i * size + j] = (byte) (int) level;
      }
    }
    return new PixelBatch(images.length, channels, height, width, values);
  }
}
