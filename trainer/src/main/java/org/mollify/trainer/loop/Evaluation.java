package org.mollify.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.trainer.data.ItemBlock;
import org.mollify.trainer.data.image.ImageBlock;

/**
 * Mean log-likelihood of clean rows under a model in evaluation mode. Scoring noise, where a model
 * needs it, comes from the engine's generator, which the caller seeds: one draw a row, so the mean
 * of a lower bound is the bound of a single importance sample.
 *
 * @param logLikelihood nats per item in raw units, mean over the rows
 * @param coreLogLikelihood nats per item in model space (the paper's standardised space), mean
 * @param coreMedian nats per item in model space, median; a score that is no number counts as
 *     lowest
 * @param rows number of rows
 */
public record Evaluation(
    double logLikelihood, double coreLogLikelihood, double coreMedian, int rows) {

  private static final int ROWS = 2048;
  private static final int IMAGES = 128;

  /**
   * Scores items in chunks.
   *
   * @param model the model
   * @param parent parent of what is computed on the way
   * @param items items in raw units, at least one
   * @return both means, and the median
   */
  public static Evaluation of(DensityModel model, NDManager parent, ItemBlock items) {
    double logLikelihood = 0;
    double core = 0;
    double[] each = new double[items.size()];
    int chunk = items instanceof ImageBlock ? IMAGES : ROWS;
    for (int from = 0; from < items.size(); from += chunk) {
      int count = Math.min(chunk, items.size() - from);
      try (NDManager manager = parent.newSubManager()) {
        Pass pass = Pass.evaluation(manager);
        NDArray raw = RawItems.of(manager, items, from, from + count);
        NDList noise = DeviceNoise.draw(manager, model.scoringNoise(), count);
        DensityModel.Likelihoods scores = model.likelihoods(pass, raw, noise);
        core += scores.core().sum().getDouble();
        logLikelihood += scores.total().sum().getDouble();
        System.arraycopy(scores.core().toDoubleArray(), 0, each, from, count);
      }
    }
    return new Evaluation(
        logLikelihood / items.size(), core / items.size(), median(each), items.size());
  }

  private static double median(double[] values) {
    double[] ascending =
        Arrays.stream(values)
            .map(value -> Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value)
            .sorted()
            .toArray();
    int half = ascending.length / 2;
    return ascending.length % 2 == 1
        ? ascending[half]
        : (ascending[half - 1] + ascending[half]) / 2;
  }
}
