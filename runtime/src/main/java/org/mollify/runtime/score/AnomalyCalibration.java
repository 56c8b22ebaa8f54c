package org.mollify.runtime.score;

import java.util.Arrays;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.bundle.BundleManifest.ComplexityScores;

/**
 * Turns the scores of an item into percentiles among those of n held-out items, and a false-alarm
 * rate into a threshold, for each {@link AnomalyScore} that the bundle supports.
 *
 * <p>The percentile is {@code 100 (1 - (1 + #{held-out items at least as odd}) / (n + 1))}: 99
 * means odder than 99 percent of held-out items. The fraction is the conformal p-value, so flagging
 * items with a p-value of at most a raises false alarms at rate at most a on data like the held-out
 * ones. Held-out items whose score overflowed are odder than all others. For the log-likelihood, at
 * least as odd is {@code held-out score <= score}.
 */
public final class AnomalyCalibration {
  private final HeldOutRanking unlikely;
  private final double mean;
  private final HeldOutRanking atypical;
  private final ComplexityScores held;
  private final HeldOutRanking complex;

  /**
   * Calibration from held-out scores.
   *
   * @param calibration the manifest's entry, scores ascending
   */
  public AnomalyCalibration(Calibration calibration) {
    double[] scores = calibration.scores();
    int nonFinite = calibration.nonFinite();
    this.unlikely =
        new HeldOutRanking(Arrays.stream(scores).map(score -> -score).toArray(), nonFinite);
    this.mean = Arrays.stream(scores).average().orElse(Double.NaN);
    this.atypical =
        scores.length == 0
            ? null
            : new HeldOutRanking(Arrays.stream(scores).map(this::distance).toArray(), nonFinite);
    this.held = calibration.complexity();
    this.complex =
        held != null && PngCoder.isCoder(held.coder(), held.coderVersion())
            ? new HeldOutRanking(held.scores(), nonFinite)
            : null;
  }

  /** Number n of held-out items. */
  public int heldOut() {
    return unlikely.heldOut();
  }

  /**
   * Whether this bundle can rank by a score: typicality needs one held-out score that is finite,
   * complexity held-out values of the very coder that this release has.
   */
  public boolean supports(AnomalyScore score) {
    return ranking(score) != null;
  }

  /**
   * Percentile of a log-likelihood.
   *
   * @param logLikelihood the score in nats
   * @return between 0 and 100; 100 for a score that is not finite
   */
  public double percentile(double logLikelihood) {
    return unlikely.percentile(-logLikelihood);
  }

  /**
   * Percentile of a score of any kind.
   *
   * @param score which
   * @param value its value in its own units, see {@link #thresholdAt(AnomalyScore, double)}
   * @return between 0 and 100; 100 for a value that is not finite
   * @throws IllegalArgumentException when the bundle does not support it
   */
  public double percentile(AnomalyScore score, double value) {
    require(score);
    return ranking(score).percentile(score == AnomalyScore.LOGLIK ? -value : value);
  }

  /** The distance {@code |log p - mean held-out log p|} in nats; Infinity for an overflow. */
  public double distance(double logLikelihood) {
    return Double.isFinite(logLikelihood)
        ? Math.abs(logLikelihood - mean)
        : Double.POSITIVE_INFINITY;
  }

  /** Mean of the held-out log-likelihoods that are finite, in nats; NaN where there is none. */
  public double meanLogLikelihood() {
    return mean;
  }

  /**
   * The threshold of the log-likelihood at a false-alarm rate: rows that score strictly below it
   * are flagged, and rows whose score is not finite always are.
   *
   * @param falseAlarmRate wanted rate a, between 0 and 1
   * @return threshold in nats; -Infinity when only scores that are not finite are to be flagged
   * @throws IllegalArgumentException when the rate is not between 0 and 1, or smaller than 1/n
   */
  public double thresholdAt(double falseAlarmRate) {
    return thresholdAt(AnomalyScore.LOGLIK, falseAlarmRate);
  }

  /**
   * The threshold of any score at a false-alarm rate. Items strictly beyond it are flagged: below
   * it for the log-likelihood, above it for the others.
   *
   * @param score which
   * @param falseAlarmRate wanted rate a, between 0 and 1
   * @return log-likelihood and distance in nats, the complexity-corrected score in bits per
   *     dimension; infinite when only scores that are not finite are to be flagged
   * @throws IllegalArgumentException when the rate is not between 0 and 1, or smaller than 1/n; or
   *     when the bundle does not support the score
   */
  public double thresholdAt(AnomalyScore score, double falseAlarmRate) {
    require(score);
    double oddness = ranking(score).thresholdAt(falseAlarmRate);
    return score == AnomalyScore.LOGLIK ? 0 - oddness : oddness;
  }

  /**
   * Checks that this bundle can rank by a score.
   *
   * @throws IllegalArgumentException saying what is missing, and what to do
   */
  public void require(AnomalyScore score) {
    if (supports(score)) {
      return;
    }
    if (score == AnomalyScore.COMPLEXITY && held != null) {
      throw new IllegalArgumentException(
          "the held-out images of this bundle were coded by %s %s, and this release codes by %s %s; export the run again"
              .formatted(held.coder(), held.coderVersion(), PngCoder.NAME, PngCoder.VERSION));
    }
    throw new IllegalArgumentException(
        score == AnomalyScore.COMPLEXITY
            ? "score complexity needs held-out code lengths, and this bundle holds none; it is for"
                + " images, exported with this release"
            : "score %s needs a finite held-out score, and this bundle has none"
                .formatted(score.label()));
  }

  private HeldOutRanking ranking(AnomalyScore score) {
    return switch (score) {
      case LOGLIK -> unlikely;
      case TYPICALITY -> atypical;
      case COMPLEXITY -> complex;
    };
  }
}
