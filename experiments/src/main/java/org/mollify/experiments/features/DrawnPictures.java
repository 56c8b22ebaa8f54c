package org.mollify.experiments.features;

/**
 * Samples of a model as picture files would hold them, and how many of them are broken: the inverse
 * of a flow overflows now and then where a coupling's scale is nearly zero, and single samples then
 * hold NaN or infinities. Such values are black, or as bright or dark as can be, so that broken
 * samples stand in a distance as what a user would see.
 *
 * @param pixels the pictures
 * @param broken number of samples that hold NaN or infinite values
 */
public record DrawnPictures(PixelBatch pixels, int broken) {

  /** Of how many samples one may be broken. */
  private static final int ONE_IN = 100;

  /**
   * Rounds samples to grey levels, halves up.
   *
   * @param images one row of grey levels an image, channels first
   * @param channels number of channels
   * @param height rows of an image
   * @param width columns of an image
   * @throws IllegalArgumentException if an image is of another size
   */
  public static DrawnPictures of(double[][] images, int channels, int height, int width) {
    int size = channels * height * width;
    byte[] values = new byte[Math.multiplyExact(images.length, size)];
    int broken = 0;
    for (int i = 0; i < images.length; i++) {
      if (images[i].length != size) {
        throw new IllegalArgumentException(
            "image %d has %d values; %d x %d x %d have %d"
                .formatted(i, images[i].length, channels, height, width, size));
      }
      boolean finite = true;
      for (int j = 0; j < size; j++) {
        double value = images[i][j];
        finite &= Double.isFinite(value);
        double level = Math.max(0, Math.min(255, Math.floor(value + 0.5)));
        values[i * size + j] = (byte) (int) level;
      }
      broken += finite ? 0 : 1;
    }
    return new DrawnPictures(
        new PixelBatch(images.length, channels, height, width, values), broken);
  }

  /**
   * Whether a distance of these samples still says something about the model.
   *
   * @param broken number of broken samples
   * @param samples number of samples
   */
  public static boolean areFew(int broken, int samples) {
    return (long) broken * ONE_IN <= samples;
  }

  /**
   * Refuses samples of a model that has diverged.
   *
   * @param broken number of broken samples
   * @param samples number of samples
   * @throws IllegalStateException if more than one in a hundred is broken
   */
  public static void requireFew(int broken, int samples) {
    if (!areFew(broken, samples)) {
      throw new IllegalStateException(
          "%,d of %,d samples hold NaN or infinite values, more than one in %d; the model that drew them has diverged"
              .formatted(broken, samples, ONE_IN));
    }
  }
}
