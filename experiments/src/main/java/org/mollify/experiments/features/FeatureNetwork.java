package org.mollify.experiments.features;

/** A fixed network from images to features. */
public interface FeatureNetwork extends AutoCloseable {

  /** The name that every report states and that statistics carry; other weights, other name. */
  String name();

  /** Number of features d of an image. */
  int dimension();

  /**
   * Computes features.
   *
   * @param images images of any size with the network's number of channels
   * @return {@code [count, d]}, row-major; a row depends on its image alone
   * @throws IllegalArgumentException if the number of channels does not fit
   */
  float[] features(PixelBatch images);

  /** What the Fréchet distance over these features is called. Only Inception's is the FID. */
  default String frechetName() {
    return "Frechet distance (features: %s)".formatted(name());
  }

  /** What the kernel distance over these features is called. Only Inception's is the KID. */
  default String kernelName() {
    return "kernel distance (features: %s)".formatted(name());
  }

  @Override
  void close();
}
