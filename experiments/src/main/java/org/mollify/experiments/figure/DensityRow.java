package org.mollify.experiments.figure;

import java.util.ArrayList;
import java.util.List;

/**
 * One distribution of a {@link DensityFigure}: its name, samples, density and score, and the
 * numbers to print beside the name.
 *
 * @param name what the row shows, such as {@code vanilla}
 * @param samples shape {@code [n, 2]}, at least one
 * @param logDensity the log-density
 * @param score gradient of the log-density
 * @param metrics short texts such as {@code mean log-likelihood -2.31 nats}, in order
 */
public record DensityRow(
    String name,
    double[][] samples,
    LogDensity logDensity,
    ScoreField score,
    List<String> metrics) {

  private static final double SCORE_STEP = 1e-3;

  /**
   * Checks the shape of the samples.
   *
   * @throws IllegalArgumentException if there are no samples or one has not two coordinates
   */
  public DensityRow {
    if (samples.length == 0) {
      throw new IllegalArgumentException("row '%s' has no samples to draw".formatted(name));
    }
    for (double[] sample : samples) {
      if (sample.length != 2) {
        throw new IllegalArgumentException(
            "a density figure draws two-dimensional data; row '%s' has a sample with %d values"
                .formatted(name, sample.length));
      }
    }
    metrics = List.copyOf(metrics);
  }

  /**
   * A row without metrics, its score taken from the log-density by central differences with step
   * 1e-3.
   *
   * @param name what the row shows
   * @param samples shape {@code [n, 2]}, at least one
   * @param logDensity the log-density
   * @return the row
   */
  public static DensityRow of(String name, double[][] samples, LogDensity logDensity) {
    ScoreField score = ScoreField.byCentralDifferences(logDensity, SCORE_STEP);
    return new DensityRow(name, samples, logDensity, score, List.of());
  }

  /**
   * The row with a score of its own.
   *
   * @param exact the gradient of the log-density
   * @return the new row
   */
  public DensityRow withScore(ScoreField exact) {
    return new DensityRow(name, samples, logDensity, exact, metrics);
  }

  /**
   * The row with its squared maximum mean discrepancy to the truth.
   *
   * @param squared MMD^2
   * @return the new row
   */
  public DensityRow withMmdSquared(double squared) {
    return withMetric("MMD\u00B2 " + NumberText.scientific(squared, 2));
  }

  /**
   * The row of the truth with the MMD^2 between two independent sample sets of it, below which no
   * model can be told from the truth.
   *
   * @param squared MMD^2 of truth against truth
   * @return the new row
   */
  public DensityRow withMmdFloor(double squared) {
    return withMetric(
        "MMD\u00B2 " + NumberText.scientific(squared, 2) + " against other samples of itself");
  }

  /**
   * The row with its mean log-likelihood.
   *
   * @param nats mean log-likelihood in nats
   * @return the new row
   */
  public DensityRow withMeanLogLikelihood(double nats) {
    return withMetric("mean log-likelihood " + NumberText.fixed(nats, 3) + " nats");
  }

  /**
   * The row with one more text.
   *
   * @param text what to print after the metrics so far
   * @return the new row
   */
  public DensityRow withMetric(String text) {
    List<String> more = new ArrayList<>(metrics);
    more.add(text);
    return new DensityRow(name, samples, logDensity, score, more);
  }
}
