package org.mollify.runtime.score;

import java.util.Arrays;

/**
 * Scores by bins of equal width between their 0.5 and 99.5 percentiles, so that a few scores far
 * off do not press all others into one bin. Bin i takes {@code edges[i] <= score < edges[i + 1]},
 * the last bin its upper edge as well.
 *
 * @param edges one more than there are bins, ascending
 * @param counts scores in each bin
 * @param below scores below the first edge
 * @param above scores above the last edge
 */
public record ScoreHistogram(double[] edges, int[] counts, int below, int above) {
  private static final double TAIL = 0.005;

  /**
   * Counts scores.
   *
   * @param scores finite scores in any order
   * @param bins number of bins, at least 1
   * @throws IllegalArgumentException when there is no score, or no bin
   */
  public static ScoreHistogram of(double[] scores, int bins) {
    if (scores.length == 0 || bins < 1) {
      throw new IllegalArgumentException(
          "a histogram needs a score and a bin; got " + scores.length + " and " + bins);
    }
    double[] ascending = scores.clone();
    Arrays.sort(ascending);
    int tail = (int) Math.floor(TAIL * ascending.length);
    double low = ascending[tail];
    double high = ascending[ascending.length - 1 - tail];
    if (low == high) {
      // Equal scores stand in the middle of their bins.
      double room = Math.max(1e-9, Math.abs(low) * 1e-6);
      low -= room;
      high += room;
    }
    double[] edges = new double[bins + 1];
    for (int i = 0; i <= bins; i++) {
      edges[i] = i == bins ? high : low + (high - low) * i / bins;
    }
    int[] counts = new int[bins];
    int below = 0;
    int above = 0;
    for (double score : ascending) {
      if (score < low) {
        below++;
      } else if (score > high) {
        above++;
      } else {
        counts[bin(edges, score)]++;
      }
    }
    return new ScoreHistogram(edges, counts, below, above);
  }

  private static int bin(double[] edges, double score) {
    int at = Arrays.binarySearch(edges, score);
    return Math.min(at < 0 ? -at - 2 : at, edges.length - 2);
  }
}
