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
    double[][] attribution = new double[rows.size()][];
    for (int i = 0; i < rows.size(); i++) {
      CheckedRows one = new CheckedRows(rows.row(i), rows.width(), 0);
      attribution[i] = of(scorer.score(asked(one), options).logLikelihood())[0];
    }
    return attribution;
  }

  /** Rows to be scored for each row: itself, then for each column and value itself with that. */
  private int block() {
    return 1 + reference.values().length * reference.values()[0].length;
  }

  CheckedRows asked(CheckedRows rows) {
    double[][] values = reference.values();
    int width = rows.width();
    double[] all = new double[Math.multiplyExact(Math.multiplyExact(rows.size(), block()), width)];
    for (int i = 0; i < rows.size(); i++) {
      for (int b = 0; b < block(); b++) {
        int at = (i * block() + b) * width;
        System.arraycopy(rows.values(), i * width, all, at, width);
        if (b > 0) {
          int column = (b - 1) / values[0].length;
          all[at + column] = values[column][(b - 1) % values[0].length];
        }
      }
    }
    return new CheckedRows(all, width, 0);
  }

  /** The attribution of rows from the scores of what was asked for them. */
  double[][] of(double[] scores) {
    int columns = reference.values().length;
    int each = reference.values()[0].length;
    double[][] attribution = new double[scores.length / block()][columns];
    for (int i = 0; i < attribution.length; i++) {
      int at = i * block();
      double own = scores[at++];
      for (int j = 0; j < columns; j++) {
        LogMeanExp mean = new LogMeanExp();
        for (int m = 0; m < each; m++, at++) {
          mean.add(scores[at]);
        }
        attribution[i][j] = difference(mean.value(), own);
      }
    }
    return attribution;
  }

  /** Where neither score is finite, the column explains nothing. */
  private static double difference(double replaced, double own) {
    return replaced == own ? 0 : replaced - own;
  }
}
