package org.mollify.experiments.evaluate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.score.Complexity;
import org.mollify.runtime.score.PngCoder;
import org.mollify.runtime.score.Scores;

/**
 * What a bundle says of images, each quantity larger for odder ones and Infinity where the
 * likelihood overflowed.
 *
 * @param bitsPerDimension {@code -log2 p(x) / D}: the plain negative log-likelihood
 * @param anomalyPercentile the one-sided percentile; null without held-out scores
 * @param typicality {@code |log p(x) - mean held-out log p|}; null without held-out scores
 * @param codeLength bits per dimension under {@link PngCoder}; null for images that it does not
 *     take
 * @param complexity {@code bitsPerDimension - codeLength}; null as above
 * @param importanceSamples draws of noise behind a bound, null for an exact likelihood
 */
record OddnessScores(
    double[] bitsPerDimension,
    double[] anomalyPercentile,
    double[] typicality,
    double[] codeLength,
    double[] complexity,
    Integer importanceSamples) {

  private static final int CHUNK = 250;

  /** Scores the first images, a chunk at a time. */
  static OddnessScores of(GenerativeModel model, Outsiders.Images images, int count) {
    boolean coded = PngCoder.codes(model.manifest().data().shape());
    PngCoder coder = coded ? new PngCoder(model.manifest().data().shape()) : null;
    boolean calibrated = model.calibration().isPresent();
    double[] bits = new double[count];
    double[] percentile = calibrated ? new double[count] : null;
    double[] typicality = new double[count];
    double[] codeLength = coded ? new double[count] : null;
    double[] complexity = coded ? new double[count] : null;
    Integer samples = null;
    boolean typical = true;
    for (int from = 0; from < count; from += CHUNK) {
      double[][] rows = new double[Math.min(CHUNK, count - from)][];
      int first = from;
      Arrays.setAll(rows, i -> images.levels().apply(first + i));
      Scores scores = model.score(rows);
      samples = scores.samples();
      System.arraycopy(scores.bitsPerDimension(), 0, bits, from, rows.length);
      if (calibrated) {
        System.arraycopy(scores.anomalyPercentile(), 0, percentile, from, rows.length);
      }
      typical &= scores.typicality() != null;
      if (typical) {
        System.arraycopy(scores.typicality().distance(), 0, typicality, from, rows.length);
      }
      for (int i = 0; coded && i < rows.length; i++) {
        long length = coder.bits(rows[i], 0);
        codeLength[from + i] = (double) length / rows[i].length;
        complexity[from + i] = Complexity.score(scores.logLikelihood()[i], length, rows[i].length);
      }
    }
    return new OddnessScores(
        bits, percentile, typical ? typicality : null, codeLength, complexity, samples);
  }

  /** The quantities by their names in the answer, null where the bundle has none. */
  Map<String, double[]> named() {
    Map<String, double[]> named = new LinkedHashMap<>();
    named.put("nll", bitsPerDimension);
    named.put("anomalyPercentile", anomalyPercentile);
    named.put("typicality", typicality);
    named.put("complexity", complexity);
    return named;
  }

  int nonFinite() {
    return (int) Arrays.stream(bitsPerDimension).filter(b -> !Double.isFinite(b)).count();
  }
}
