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
    double[] diagonal = new double[n];
    double largest = 0;
    for (int i = 0; i < n; i++) {
      diagonal[i] = statistics.covarianceRow(i)[i];
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
      double[] row = statistics.covarianceRow(pivot).clone();
      subtractEarlier(row, factor, rank, pivot);
      double root = Math.sqrt(diagonal[pivot]);
      for (int j = 0; j < n; j++) {
        row[j] = done[j] ? 0 : row[j] / root;
        diagonal[j] -= row[j] * row[j];
      }
      row[pivot] = root;
      done[pivot] = true;
      factor[rank] = row;
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

  /** Takes what earlier rows of the factor account for out of a row of the covariance. */
  private static void subtractEarlier(double[] row, double[][] factor, int rank, int pivot) {
    int whole = rank - rank % 4;
    for (int r = 0; r < whole; r += 4) {
      double[] a = factor[r];
      double[] b = factor[r + 1];
      double[] c = factor[r + 2];
      double[] d = factor[r + 3];
      double fa = a[pivot];
      double fb = b[pivot];
      double fc = c[pivot];
      double fd = d[pivot];
      for (int j = 0; j < row.length; j++) {
        row[j] -= fa * a[j] + fb * b[j] + fc * c[j] + fd * d[j];
      }
    }
    for (int r = whole; r < rank; r++) {
      double factorOfRow = factor[r][pivot];
      for (int j = 0; j < row.length; j++) {
        row[j] -= factorOfRow * factor[r][j];
      }
    }
  }
}
