package org.mollify.experiments.features;

/**
 * Samples of a model as picture files would hold them, and how many are not finite: the inverse of
 * a flow overflows now and then where a coupling's scale is nearly zero, and single samples then
 * hold NaN or infinities. Such values are black, or as bright or dark as can be, so that samples
 * with them stand in a distance as what a user would see.
 *
 * @param pixels the pictures
 * @param nonFinite number of samples that hold NaN or infinite values
 */
public record DrawnPictures(PixelBatch pixels, int nonFinite) {

  /** Of how many samples one may be not finite. */
  private static final int ONE_IN = 10;

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
    int nonFinite = 0;
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
      nonFinite += finite ? 0 : 1;
    }
    return new DrawnPictures(
        new PixelBatch(images.length, channels, height, width, values), nonFinite);
  }

  /**
   * Whether a distance of these samples still says something about the model.
   *
   * @param nonFinite number of samples that hold NaN or infinite values
   * @param samples number of samples
   */
  public static boolean areFew(int nonFinite, int samples) {
    return (long) nonFinite * ONE_IN <= samples;
  }

  /**
   * Refuses samples of a model that has diverged.
   *
   * @param nonFinite number of samples that hold NaN or infinite values
   * @param samples number of samples
   * @throws IllegalStateException if they are more than one in ten
   */
  public static void requireFew(int nonFinite, int samples) {
    if (!areFew(nonFinite, samples)) {
      throw new IllegalStateException(
          "%,d of %,d samples hold NaN or infinite values, more than one in %d; the model that drew them has diverged"
              .formatted(nonFinite, samples, ONE_IN));
    }
  }
}
