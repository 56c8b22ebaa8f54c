package org.mollify.experiments.figure;

/** The score {@code grad_x log p(x)} of a distribution, evaluated for many points in one call. */
@FunctionalInterface
public interface ScoreField {

  /**
   * Evaluates the score.
   *
   * @param points shape {@code [N, D]}
   * @return gradients of the log-density, shape {@code [N, D]}
   */
  double[][] at(double[][] points);

  /**
   * The score of a log-density by central differences, {@code (log p(x + h e_d) - log p(x - h e_d))
   * / (2 h)}, in one call of the log-density on {@code 2 N D} points. Its error is of order {@code
   * h^2} plus the log-density's rounding error over {@code h}.
   *
   * @param logDensity the log-density
   * @param step {@code h}, positive; 1e-3 suits data of unit scale under a float32 model
   * @return the score
   * @throws IllegalArgumentException if {@code step} is not a positive finite number
   */
  static ScoreField byCentralDifferences(LogDensity logDensity, double step) {
    if (!(step > 0) || Double.isInfinite(step)) {
      throw new IllegalArgumentException(
          "the step of central differences must be a positive finite number, got " + step);
    }
    return points -> {
      int width = points.length == 0 ? 0 : points[0].length;
      double[][] stencil = new double[2 * width * points.length][];
      int next = 0;
      for (double[] point : points) {
        for (int d = 0; d < width; d++) {
          stencil[next] = point.clone();
          stencil[next++][d] += step;
          stencil[next] = point.clone();
          stencil[next++][d] -= step;
        }
      }
      double[] values = logDensity.at(stencil);
      double[][] scores = new double[points.length][width];
      int at = 0;
      for (double[] score : scores) {
        for (int d = 0; d < width; d++, at += 2) {
          score[d] = (values[at] - values[at + 1]) / (2 * step);
        }
      }
      return scores;
    };
  }
}
