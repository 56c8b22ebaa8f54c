package org.mollify.runtime.score;

import java.util.Arrays;
import org.mollify.runtime.bundle.BundleManifest.Calibration;

/**
 * Turns a log-likelihood into a percentile among the scores of n held-out rows, and a false-alarm
 * rate into a threshold.
 *
 * <p>The percentile is {@code 100 (1 - (1 + #{held-out scores <= score}) / (n + 1))}: 99 means
 * rarer than 99 percent of held-out rows. The fraction is the conformal p-value, so flagging rows
 * with a p-value of at most a raises false alarms at rate at most a on data like the held-out rows.
 * Held-out rows whose score overflowed rank below all others.
 */
public final class AnomalyCalibration {
  private final double[] ascending;
  private final int nonFinite;

  /**
   * Calibration from held-out scores.
   *
   * @param calibration the manifest's entry, scores ascending
   */
  public AnomalyCalibration(Calibration calibration) {
    this.ascending = calibration.scores().clone();
    this.nonFinite = calibration.nonFinite();
  }

  /** Number n of held-out rows. */
  public int heldOut() {
    return ascending.length + nonFinite;
  }

  /**
   * Percentile of a score.
   *
   * @param logLikelihood the score in nats
   * @return between 0 and 100; 100 for a score that is not finite
   */
  public double percentile(double logLikelihood) {
    if (!Double.isFinite(logLikelihood)) {
      return 100;
    }
    int notAbove = nonFinite + countNotAbove(logLikelihood);
    return 100 * (1 - (1.0 + notAbove) / (heldOut() + 1.0));
  }

  /**
   * The threshold at a false-alarm rate: rows that score strictly below it are flagged, and rows
   * whose score is not finite always are.
   *
   * @param falseAlarmRate wanted rate a, between 0 and 1
   * @return threshold in nats; -Infinity when only scores that are not finite are to be flagged
   * @throws IllegalArgumentException when the rate is not between 0 and 1, or smaller than 1/n
   */
  public double thresholdAt(double falseAlarmRate) {
    if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
      throw new IllegalArgumentException(
          "false-alarm rate is " + falseAlarmRate + "; expected more than 0 and less than 1");
    }
    int n = heldOut();
    double needed = 1 / falseAlarmRate;
    if (n < needed * (1 - 1e-12)) {
      throw new IllegalArgumentException(
          "a false-alarm rate of "
              + falseAlarmRate
              + " needs at least "
              + (long) Math.ceil(needed * (1 - 1e-12))
              + " held-out rows; this bundle has "
              + n
              + "; take a larger rate or hold out more data");
    }
    // The largest count c with (1 + c) / (n + 1) <= a; a hair's breadth undoes rounding of the
    // product.
    int allowed = (int) Math.floor(falseAlarmRate * (n + 1.0) * (1 + 1e-12)) - 1;
    return allowed < nonFinite ? Double.NEGATIVE_INFINITY : ascending[allowed - nonFinite];
  }

  private int countNotAbove(double score) {
    int at = Arrays.binarySearch(ascending, score);
    if (at < 0) {
      return -at - 1;
    }
    while (at < ascending.length && ascending[at] == score) {
      at++;
    }
    return at;
  }
}
