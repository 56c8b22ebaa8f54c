package org.mollify.exporter.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.bundle.BundleManifest.ComplexityScores;
import org.mollify.runtime.score.Complexity;
import org.mollify.runtime.score.PngCoder;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;

/**
 * Scores held-out rows with a written bundle, through the same runtime that will score new rows, so
 * that a percentile compares like with like. Images are coded beside.
 */
public final class Calibrator {

  private Calibrator() {}

  /**
   * Scores the rows.
   *
   * @param bundle folder of a bundle without calibration
   * @param heldOut held-out rows in raw units
   * @return their scores in ascending order
   * @throws IOException if the bundle cannot be opened
   */
  public static Calibration score(Path bundle, double[][] heldOut) throws IOException {
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      Scores scores = model.score(heldOut, new ScoreOptions(ScoreOptions.BOUND_SAMPLES, 0L));
      double[] finite =
          Arrays.stream(scores.logLikelihood()).filter(Double::isFinite).sorted().toArray();
      return new Calibration(
          "validation",
          scores.seed() == null ? 0 : scores.seed(),
          scores.samples(),
          finite,
          heldOut.length - finite.length,
          complexity(model.manifest().data(), heldOut, scores));
    }
  }

  /** For images of bytes that the coder takes; null for all else. */
  private static ComplexityScores complexity(
      BundleManifest.Data data, double[][] heldOut, Scores scores) {
    if (!"image".equals(data.kind())
        || !"uint8".equals(data.dtype())
        || !PngCoder.codes(data.shape())) {
      return null;
    }
    PngCoder coder = new PngCoder(data.shape());
    double[] ascending =
        IntStream.range(0, heldOut.length)
            .filter(i -> scores.finite()[i])
            .mapToDouble(
                i ->
                    Complexity.score(
                        scores.logLikelihood()[i], coder.bits(heldOut[i], 0), data.dimensions()))
            .sorted()
            .toArray();
    return new ComplexityScores(PngCoder.NAME, PngCoder.VERSION, ascending);
  }
}
