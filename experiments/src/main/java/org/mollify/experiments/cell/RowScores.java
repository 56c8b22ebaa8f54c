package org.mollify.experiments.cell;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.trainer.data.RowBlock;

/**
 * How one epoch's model scores each row of a part, in nats and model space (the paper's
 * standardised space). A single row that the model finds impossible can move the mean by nats,
 * which the median does not follow.
 *
 * @param epoch number of finished epochs
 * @param mean mean log-likelihood
 * @param median median log-likelihood
 * @param worst lowest log-likelihood
 * @param worstRow position of that row in the part, 0-based
 */
public record RowScores(int epoch, double mean, double median, double worst, int worstRow) {

  private static final int CHUNK = 2048;

  /**
   * Scores rows under a flow in evaluation mode.
   *
   * @param epoch the model's epoch
   * @param model a model that needs no noise to score
   * @param parent parent of what is computed on the way
   * @param rows rows in raw units, at least one
   * @return their summary
   */
  static RowScores of(int epoch, DensityModel model, NDManager parent, RowBlock rows) {
    double[] scores = new double[rows.rows()];
    int width = rows.columns();
    for (int from = 0; from < scores.length; from += CHUNK) {
      int count = Math.min(CHUNK, scores.length - from);
      double[] chunk = Arrays.copyOfRange(rows.values(), from * width, (from + count) * width);
      try (NDManager scope = parent.newSubManager()) {
        Pass pass = Pass.evaluation(scope);
        NDArray raw = scope.create(chunk, new Shape(count, width));
        NDArray x = model.transform().toModelSpace(pass, raw);
        double[] core = model.coreLogLikelihood(pass, x, new NDList()).toDoubleArray();
        System.arraycopy(core, 0, scores, from, count);
      }
    }
    return summary(epoch, scores);
  }

  /** Summarises scores; a NaN among them is the worst row and makes mean and median NaN. */
  static RowScores summary(int epoch, double[] scores) {
    int worst = 0;
    for (int i = 1; i < scores.length && !Double.isNaN(scores[worst]); i++) {
      if (Double.isNaN(scores[i]) || scores[i] < scores[worst]) {
        worst = i;
      }
    }
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    return new RowScores(
        epoch,
        Arrays.stream(scores).average().orElseThrow(),
        Double.isNaN(scores[worst]) ? Double.NaN : median,
        scores[worst],
        worst);
  }
}
