package org.mollify.runtime;

import org.mollify.runtime.bundle.BundleManifest.Reference;
import org.mollify.runtime.score.LogMeanExp;
import org.mollify.runtime.score.ScoreOptions;

/**
 * What each column adds to how unlikely a row is: with reference values {@code r_1..r_M} of column
 * j, {@code a_j(x) = log((1/M) sum_m p(x with x_j = r_m)) - log p(x)}, in nats.
 *
 * <p>It is what the row would gain if nothing but column j were redrawn from held-out data. Large
 * and positive: this column, given the others, makes the row unlikely. Around zero or below: the
 * column is as one expects. Nothing but the log-likelihood of the bundle is asked, so the
 * definition holds for every model; a row of D columns costs D M scores.
 */
final class Attribution {
  private final Scorer scorer;
  private final Reference reference;

  Attribution(Scorer scorer, Reference reference) {
    this.scorer = scorer;
    this.reference = reference;
  }

  double[][] of(double[][] rows, ScoreOptions options) {
    double[] own = scorer.score(rows, options).logLikelihood();
    double[][] attribution = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      attribution[i] = of(rows[i], own[i], options);
    }
    return attribution;
  }

  private double[] of(double[] row, double own, ScoreOptions options) {
    double[][] values = reference.values();
    int each = values[0].length;
    double[][] replaced = new double[row.length * each][];
    for (int j = 0; j < row.length; j++) {
      for (int m = 0; m < each; m++) {
        double[] changed = row.clone();
        changed[j] = values[j][m];
        replaced[j * each + m] = changed;
      }
    }
    double[] scores = scorer.score(replaced, options).logLikelihood();
    double[] attribution = new double[row.length];
    for (int j = 0; j < row.length; j++) {
      LogMeanExp mean = new LogMeanExp();
      for (int m = 0; m < each; m++) {
        mean.add(scores[j * each + m]);
      }
      attribution[j] = difference(mean.value(), own);
    }
    return attribution;
  }

  /** Where neither score is finite, the column explains nothing. */
  private static double difference(double replaced, double own) {
    return replaced == own ? 0 : replaced - own;
  }
}
