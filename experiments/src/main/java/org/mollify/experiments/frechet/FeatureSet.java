package org.mollify.experiments.frechet;

/**
 * The features of a set of items, held in memory.
 *
 * @param features name of the feature network
 * @param dimension number of features d
 * @param values n x d features, row-major, shared with the caller
 */
public record FeatureSet(String features, int dimension, float[] values) {

  /**
   * Checks that the values are finite and fill rows.
   *
   * @throws IllegalArgumentException if they do not
   */
  public FeatureSet {
    requireRows(dimension, values, 0);
  }

  /**
   * Checks that values are finite and fill rows.
   *
   * @param first number of items before them, to which messages add
   */
  static void requireRows(int dimension, float[] values, long first) {
    if (dimension < 1 || values.length % dimension != 0) {
      throw new IllegalArgumentException(
          "%d values do not fill rows of %d features".formatted(values.length, dimension));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "feature %d of item %d is %s; look for it in the image or the feature network"
                .formatted(i % dimension, first + i / dimension, values[i]));
      }
    }
  }

  /** Number of items n. */
  public int count() {
    return values.length / dimension;
  }

  /** Mean and covariance of the features. */
  public FeatureStatistics statistics() {
    return new FeatureAccumulator(features, dimension).add(values).statistics();
  }
}
