package org.mollify.runtime;

import java.util.Arrays;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.score.AnomalyCalibration;
import org.mollify.runtime.score.AnomalyScore;
import org.mollify.runtime.score.Complexity;
import org.mollify.runtime.score.PngCoder;
import org.mollify.runtime.score.Typicality;

/** What held-out items say of log-likelihoods beside their percentile, where a bundle has them. */
final class CalibratedScores {
  private final AnomalyCalibration calibration;
  private final long dimensions;
  private final PngCoder coder;

  /**
   * Prepares the scores of a bundle.
   *
   * @param calibration its held-out scores, or null
   * @param data what its items look like
   */
  CalibratedScores(AnomalyCalibration calibration, BundleManifest.Data data) {
    this.calibration = calibration;
    this.dimensions = data.dimensions();
    boolean complexity =
        calibration != null
            && calibration.supports(AnomalyScore.COMPLEXITY)
            && PngCoder.codes(data.shape());
    this.coder = complexity ? new PngCoder(data.shape()) : null;
  }

  /** Typicality of items, or null where no held-out score is finite. */
  Typicality typicality(double[] logLikelihood) {
    if (calibration == null || !calibration.supports(AnomalyScore.TYPICALITY)) {
      return null;
    }
    double[] distance = new double[logLikelihood.length];
    for (int i = 0; i < distance.length; i++) {
      distance[i] = calibration.distance(logLikelihood[i]);
    }
    return new Typicality(distance, percentiles(AnomalyScore.TYPICALITY, distance));
  }

  /** Lengths of images under the coder, or null where those of held-out images are missing. */
  long[] codeBits(CheckedRows images) {
    if (coder == null) {
      return null;
    }
    long[] bits = new long[images.size()];
    Arrays.setAll(bits, i -> coder.bits(images.values(), i * images.width()));
    return bits;
  }

  /** Complexity-corrected scores of images, or null where they have no code lengths. */
  Complexity complexity(long[] codeBits, double[] logLikelihood) {
    if (codeBits == null) {
      return null;
    }
    double[] codeLength = new double[codeBits.length];
    double[] score = new double[codeBits.length];
    for (int i = 0; i < codeBits.length; i++) {
      codeLength[i] = (double) codeBits[i] / dimensions;
      score[i] = Complexity.score(logLikelihood[i], codeBits[i], dimensions);
    }
    return new Complexity(
        PngCoder.NAME + " " + PngCoder.VERSION,
        codeLength,
        score,
        percentiles(AnomalyScore.COMPLEXITY, score));
  }

  private double[] percentiles(AnomalyScore score, double[] values) {
    double[] percentiles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      percentiles[i] = calibration.percentile(score, values[i]);
    }
    return percentiles;
  }
}
