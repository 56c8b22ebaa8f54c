package org.mollify.runtime.score;

/**
 * The scores of a batch of rows, one entry a row.
 *
 * @param kind {@code exact}, {@code lower-bound} or {@code undequantised}
 * @param samples importance samples K that each score used, null for an exact likelihood
 * @param seed seed of the scoring noise, null for an exact likelihood
 * @param logLikelihood nats per row in raw data units; -Infinity where the score overflowed
 * @param coreLogLikelihood nats per row in the standardised space of the model's core (the
 *     paper's), null where the bundle does not give it
 * @param bitsPerDimension {@code -logLikelihood / (D ln 2)}; Infinity where the score overflowed
 * @param anomalyPercentile see {@link AnomalyCalibration}, null when the bundle holds no held-out
 *     scores
 * @param finite whether the score is a finite number
 * @param heldOut number n of held-out rows behind the percentiles, 0 without calibration
 * @param typicality two-sided distances from the mean held-out score, null when the bundle holds no
 *     held-out score that is finite
 * @param complexity scores corrected by the length of an image under a lossless coder, null when
 *     the bundle does not hold those of held-out images
 */
public record Scores(
    String kind,
    Integer samples,
    Long seed,
    double[] logLikelihood,
    double[] coreLogLikelihood,
    double[] bitsPerDimension,
    double[] anomalyPercentile,
    boolean[] finite,
    int heldOut,
    Typicality typicality,
    Complexity complexity) {

  /** Number of rows. */
  public int size() {
    return logLikelihood.length;
  }

  /**
   * Which rows are flagged at a threshold of the log-likelihood.
   *
   * @param threshold nats, from {@link AnomalyCalibration#thresholdAt(double)}
   * @return one entry a row: true where the score lies strictly below the threshold, or overflowed
   */
  public boolean[] flagged(double threshold) {
    return flagged(AnomalyScore.LOGLIK, threshold);
  }

  /**
   * Which rows are flagged at a threshold of a score.
   *
   * @param score by which score
   * @param threshold from {@link AnomalyCalibration#thresholdAt(AnomalyScore, double)}
   * @return one entry a row: true where the score lies strictly beyond the threshold, or overflowed
   * @throws IllegalArgumentException when these scores lack it
   */
  public boolean[] flagged(AnomalyScore score, double threshold) {
    if (score == AnomalyScore.TYPICALITY && typicality == null
        || score == AnomalyScore.COMPLEXITY && complexity == null) {
      throw new IllegalArgumentException("these scores lack " + score.label());
    }
    boolean[] flagged = new boolean[size()];
    for (int i = 0; i < flagged.length; i++) {
      flagged[i] =
          !finite[i]
              || switch (score) {
                case LOGLIK -> logLikelihood[i] < threshold;
                case TYPICALITY -> typicality.distance()[i] > threshold;
                case COMPLEXITY -> complexity.score()[i] > threshold;
              };
    }
    return flagged;
  }
}
