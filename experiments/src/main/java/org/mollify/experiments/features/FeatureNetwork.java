package org.mollify.experiments.features;

/** A network that turns images into features. */
public interface FeatureNetwork extends AutoCloseable {

  /** Name under which distances of these features are reported; features never go without it. */
  String name();

  /** Number of features d. */
  int dimension();

  /**
   * Computes features.
   *
   * @param images grey levels 0..255, each {@code C H W} in this order
   * @param height pixels from top to bottom
   * @param width pixels from left to right
   * @return one row of d features an image, row-major
   * @throws IllegalArgumentException if the images are not what the network takes
   */
  float[] features(double[][] images, int height, int width);

  /** What the Frechet distance of these features is called: FID for Inception's alone. */
  default String distance() {
    return "Frechet distance (features: %s)".formatted(name());
  }

  @Override
  void close();
}
