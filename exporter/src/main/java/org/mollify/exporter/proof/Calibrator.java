package org.mollify.exporter.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;

/**
 * Scores held-out rows with a written bundle, through the same runtime that will score new rows, so
 * that a percentile compares like with like.
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
          heldOut.length - finite.length);
    }
  }
}
