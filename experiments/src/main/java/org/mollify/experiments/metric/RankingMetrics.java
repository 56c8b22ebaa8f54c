package org.mollify.experiments.metric;

import java.util.Arrays;
import java.util.Comparator;

/**
 * How well a score ranks positive items (anomalies, say) above negative ones. Definitions and
 * treatment of ties are those of scikit-learn's {@code roc_auc_score} and {@code
 * average_precision_score}. A higher score means "more likely positive"; infinite scores are
 * ordinary extremes, NaN is refused.
 */
public final class RankingMetrics {

  private RankingMetrics() {}

  /**
   * Area under the receiver operating characteristic: the chance that a random positive scores
   * above a random negative, a tie counting one half. Computed from midranks as {@code (R - P (P +
   * 1) / 2) / (P N)}, R the positives' rank sum.
   *
   * @param positive label of each item
   * @param score score of each item, of equal length
   * @return a number in [0, 1]; 0.5 is chance
   * @throws IllegalArgumentException if the lengths differ, a score is NaN, or one class is missing
   */
  public static double auroc(boolean[] positive, double[] score) {
    int[] order = ascending(positive, score);
    long positives = count(positive);
    long negatives = positive.length - positives;
    if (positives == 0 || negatives == 0) {
      throw new IllegalArgumentException(
          "AUROC needs both classes, got %d positive and %d negative items"
              .formatted(positives, negatives));
    }
    // Twice the midrank is an integer, so the sum is exact.
    long doubledRankSum = 0;
    for (int start = 0; start < order.length; ) {
      int end = tieEnd(order, score, start);
      long doubledMidrank = start + 1L + end;
      doubledRankSum += doubledMidrank * positivesBetween(order, positive, start, end);
      start = end;
    }
    double wins = (doubledRankSum - positives * (positives + 1)) / 2.0;
    return wins / ((double) positives * negatives);
  }

  /**
   * Average precision: {@code sum_k (R_k - R_{k-1}) P_k} over the distinct thresholds from the
   * highest score down, R recall and P precision at each; a step function without interpolation.
   * Tied items enter together.
   *
   * @param positive label of each item
   * @param score score of each item, of equal length
   * @return a number in (0, 1]; the share of positives is chance
   * @throws IllegalArgumentException if the lengths differ, a score is NaN, or there is no positive
   */
  public static double averagePrecision(boolean[] positive, double[] score) {
    int[] order = ascending(positive, score);
    long positives = count(positive);
    if (positives == 0) {
      throw new IllegalArgumentException(
          "average precision needs at least one positive item, got none among " + positive.length);
    }
    reverse(order);
    double sum = 0;
    long found = 0;
    for (int start = 0; start < order.length; ) {
      int end = tieEnd(order, score, start);
      long entering = positivesBetween(order, positive, start, end);
      found += entering;
      sum += entering * ((double) found / end);
      start = end;
    }
    return sum / positives;
  }

  private static int[] ascending(boolean[] positive, double[] score) {
    if (positive.length != score.length) {
      throw new IllegalArgumentException(
          "labels and scores must have one length, got %d labels and %d scores"
              .formatted(positive.length, score.length));
    }
    for (int i = 0; i < score.length; i++) {
      if (Double.isNaN(score[i])) {
        throw new IllegalArgumentException("score %d is NaN and cannot be ranked".formatted(i));
      }
    }
    Integer[] order = new Integer[score.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> score[i]));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  /** First position after {@code start} whose score differs. Compares by ==, so -0.0 ties 0.0. */
  private static int tieEnd(int[] order, double[] score, int start) {
    int end = start + 1;
    while (end < order.length && score[order[end]] == score[order[start]]) {
      end++;
    }
    return end;
  }

  private static long positivesBetween(int[] order, boolean[] positive, int start, int end) {
    long found = 0;
    for (int i = start; i < end; i++) {
      found += positive[order[i]] ? 1 : 0;
    }
    return found;
  }

  private static long count(boolean[] positive) {
    long count = 0;
    for (boolean label : positive) {
      count += label ? 1 : 0;
    }
    return count;
  }

  private static void reverse(int[] order) {
    for (int i = 0, j = order.length - 1; i < j; i++, j--) {
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
  }
}
