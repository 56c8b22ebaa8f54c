package org.mollify.experiments.reproduce.anomaly;

import com.amazon.randomcutforest.RandomCutForest;
import java.util.Arrays;
import org.mollify.models.transform.Standardization;

/**
 * Amazon's Random Cut Forest for Java (Guha et al. 2016) on a split: 100 trees of 256 rows, all
 * training rows offered with equal weight. Its cuts follow the widths of the columns, so it is run
 * on raw and on standardised columns.
 */
final class CutForest {

  private static final int TREES = 100;
  private static final int SAMPLE = 256;

  private CutForest() {}

  /** Scores the test rows; higher is more anomalous. */
  static double[] score(SplitRows rows, boolean standardise, long seed) {
    int width = rows.train()[0].length;
    double[] mean = new double[width];
    double[] scale = new double[width];
    Arrays.fill(scale, 1);
    if (standardise) {
      Standardization.Spec spec =
          Standardization.fit(
              width, Arrays.stream(rows.train()).flatMapToDouble(Arrays::stream).toArray());
      mean = spec.mean();
      scale = spec.scale();
    }
    RandomCutForest forest =
        RandomCutForest.builder()
            .dimensions(width)
            .numberOfTrees(TREES)
            .sampleSize(SAMPLE)
            .timeDecay(0)
            .randomSeed(seed)
            .parallelExecutionEnabled(false)
            .build();
    for (double[] row : rows.train()) {
      forest.update(point(row, mean, scale));
    }
    double[] scores = new double[rows.test().length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = forest.getAnomalyScore(point(rows.test()[i], mean, scale));
    }
    return scores;
  }

  private static float[] point(double[] row, double[] mean, double[] scale) {
    float[] point = new float[row.length];
    for (int j = 0; j < row.length; j++) {
      point[j] = (float) ((row[j] - mean[j]) / scale[j]);
    }
    return point;
  }
}
