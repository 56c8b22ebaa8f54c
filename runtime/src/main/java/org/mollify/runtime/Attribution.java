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

  double[][] of(CheckedRows rows, ScoreOptions options) {
    double[] own = scorer.score(rows, options).logLikelihood();
    double[][] attribution = new double[rows.size()][];
    for (int i = 0; i < rows.size(); i++) {
      CheckedRows one = new CheckedRows(rows.row(i), rows.width(), 0);
      double[] replaced = scorer.score(replaced(one), options).logLikelihood();
      attribution[i] = entries(replaced, 0, own[i]);
    }
    return attribution;
  }

  /** For each row, column and reference value of the column: the row with that value in it. */
  CheckedRows replaced(CheckedRows rows) {
    double[][] values = reference.values();
    int each = values[0].length;
    int width = rows.width();
    double[] all = new double[Math.multiplyExact(rows.size() * each, width * width)];
    int at = 0;
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < width; j++) {
        for (int m = 0; m < each; m++) {
          System.arraycopy(rows.values(), i * width, all, at, width);
          all[at + j] = values[j][m];
          at += width;
        }
      }
    }
    return new CheckedRows(all, width, 0);
  }

  /** The attribution of rows from their own scores and those of {@link #replaced}. */
  double[][] of(double[] own, double[] replaced) {
    double[][] attribution = new double[own.length][];
    for (int i = 0; i < own.length; i++) {
      attribution[i] = entries(replaced, i * (replaced.length / own.length), own[i]);
    }
    return attribution;
  }

  private double[] entries(double[] replaced, int offset, double own) {
    int columns = reference.values().length;
    int each = reference.values()[0].length;
    double[] entries = new double[columns];
    for (int j = 0; j < columns; j++) {
      LogMeanExp mean = new LogMeanExp();
      for (int m = 0; m < each; m++) {
        mean.add(replaced[offset + j * each + m]);
      }
      entries[j] = difference(mean.value(), own);
    }
    return entries;
  }

  /** Where neither score is finite, the column explains nothing. */
  private static double difference(double replaced, double own) {
    return replaced == own ? 0 : replaced - own;
  }
}
