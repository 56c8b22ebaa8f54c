package org.mollify.experiments.frechet;

/** The features of the formula in {@code benchmarks/peers/frechet.py}. */
final class FormulaFeatures {

  private FormulaFeatures() {}

  static FeatureSet of(int count, int dimension, double scale, double shift) {
    float[] values = new float[count * dimension];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < dimension; j++) {
        double wave = scale * Math.sin(1 + 0.7 * i + 1.3 * j + 0.01 * i * j);
        double ripple = 0.3 * Math.cos(0.5 * i * (j + 1));
        values[i * dimension + j] = (float) (wave + ripple + shift * (j + 1) / dimension);
      }
    }
    return new FeatureSet("formula", dimension, values);
  }
}
