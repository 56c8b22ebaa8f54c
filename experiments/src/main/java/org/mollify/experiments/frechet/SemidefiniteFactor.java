package org.mollify.experiments.frechet;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * A factor of a positive semidefinite matrix, {@code S = R^T R} with R of shape {@code [rank, d]},
 * by Cholesky elimination with the largest remaining diagonal cell as pivot (Higham, 1990). It
 * needs no eigenvectors, and stops where only rounding is left, so a covariance of fewer items than
 * features gives a factor of that many rows.
 */
final class SemidefiniteFactor {

  /** A remaining diagonal cell below -this times the largest one is not rounding. */
  private static final double INDEFINITE = 1e-6;

  private SemidefiniteFactor() {}

  /**
   * Factors a covariance.
   *
   * @param which how to name it in a message
   * @return R, of as many rows as the numerical rank, which may be 0
   * @throws IllegalArgumentException if the covariance has a clearly negative eigenvalue
   */
  static DMatrixRMaj of(String which, FeatureStatistics statistics) {
    int n = statistics.dimension();
    // Row r of the factor is made from row p of what remains: S - sum of earlier r^T r.
    double[][] rest = new double[n][];
    double[] diagonal = new double[n];
    double largest = 0;
    for (int i = 0; i < n; i++) {
      rest[i] = statistics.covarianceRow(i).clone();
      diagonal[i] = rest[i][i];
      largest = Math.max(largest, Math.abs(diagonal[i]));
    }
    double smallest = n * Math.ulp(1.0) * largest;
    boolean[] done = new boolean[n];
    double[][] factor = new double[n][];
    int rank = 0;
    for (; rank < n; rank++) {
      int pivot = pivot(diagonal, done);
      if (diagonal[pivot] <= smallest) {
        break;
      }
      double[] row = rest[pivot];
      double root = Math.sqrt(diagonal[pivot]);
      for (int j = 0; j < n; j++) {
        row[j] = done[j] ? 0 : row[j] / root;
      }
      row[pivot] = root;
      done[pivot] = true;
      factor[rank] = row;
      subtract(row, rest, diagonal, done);
    }
    for (int i = 0; i < n; i++) {
      if (!done[i] && diagonal[i] < -INDEFINITE * largest) {
        throw new IllegalArgumentException(
            ("the covariance of the %s statistics is not positive semidefinite; make them again"
                    + " from features")
                .formatted(which));
      }
    }
    return rank == 0 ? new DMatrixRMaj(0, n) : new DMatrixRMaj(Arrays.copyOf(factor, rank));
  }

  private static int pivot(double[] diagonal, boolean[] done) {
    int best = -1;
    for (int i = 0; i < diagonal.length; i++) {
      if (!done[i] && (best < 0 || diagonal[i] > diagonal[best])) {
        best = i;
      }
    }
    return best;
  }

  private static void subtract(double[] row, double[][] rest, double[] diagonal, boolean[] done) {
    for (int i = 0; i < rest.length; i++) {
      if (!done[i]) {
        double factor = row[i];
        double[] target = rest[i];
        for (int j = 0; j < target.length; j++) {
          target[j] -= factor * row[j];
        }
        diagonal[i] = target[i];
      }
    }
  }
}
