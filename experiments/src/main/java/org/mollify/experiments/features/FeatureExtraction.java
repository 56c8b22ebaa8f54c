package org.mollify.experiments.features;

import java.util.ArrayList;
import java.util.List;
import org.mollify.experiments.frechet.FeatureAccumulator;
import org.mollify.experiments.frechet.FeatureSet;
import org.mollify.experiments.frechet.FeatureStatistics;

/** Runs a feature network over a stream of images. */
public final class FeatureExtraction {

  private FeatureExtraction() {}

  /**
   * Mean and covariance of the features, in memory that does not grow with the number of images.
   *
   * @param network the network
   * @param images blocks of images
   * @throws IllegalStateException if there are fewer than 2 images
   */
  public static FeatureStatistics statistics(FeatureNetwork network, Iterable<PixelBatch> images) {
    FeatureAccumulator accumulator = new FeatureAccumulator(network.name(), network.dimension());
    for (PixelBatch block : images) {
      accumulator.add(network.features(block));
    }
    return accumulator.statistics();
  }

  /**
   * All features, as a kernel distance needs them.
   *
   * @param network the network
   * @param images blocks of images
   */
  public static FeatureSet features(FeatureNetwork network, Iterable<PixelBatch> images) {
    List<float[]> parts = new ArrayList<>();
    int size = 0;
    for (PixelBatch block : images) {
      float[] part = network.features(block);
      parts.add(part);
      size = Math.addExact(size, part.length);
    }
    float[] values = new float[size];
    int next = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, values, next, part.length);
      next += part.length;
    }
    return new FeatureSet(network.name(), network.dimension(), values);
  }
}
