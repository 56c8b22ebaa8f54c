package org.mollify.experiments.frechet;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The squared Fréchet (Wasserstein-2) distance between the Gaussians fitted to two sets of
 * features,
 *
 * <pre>d^2 = |mu1 - mu2|^2 + tr S1 + tr S2 - 2 tr (S1 S2)^(1/2)</pre>
 *
 * (Heusel et al., 2017, after Dowson and Landau, 1982).
 *
 * <p>With {@code S1 = R1^T R1} and {@code S2 = R2^T R2} the eigenvalues of {@code S1 S2} are those
 * of {@code M M^T}, {@code M = R1 R2^T}. So the trace of the root is the sum of M's singular
 * values: no root of a product of covariances is taken, nothing complex arises, and singular
 * covariances are no special case. (pytorch-fid takes SciPy's root of the product, and adds 1e-6 to
 * the diagonals where that fails.)
 */
public final class FrechetDistance {

  private FrechetDistance() {}

  /**
   * Computes the distance.
   *
   * @param first statistics of one set
   * @param second statistics of the other set, of the same features
   * @return the distance, its parts, and warnings
   * @throws IllegalArgumentException if the sets are of different features, or a covariance is not
   *     positive semidefinite
   */
  public static FrechetResult between(FeatureStatistics first, FeatureStatistics second) {
    String features = commonFeatures(first, second);
    int d = first.dimension();
    if (second.dimension() != d) {
      throw new IllegalArgumentException(
          "both statistics must be of the same features, got %d and %d dimensions"
              .formatted(d, second.dimension()));
    }
    double meanTerm = 0;
    for (int i = 0; i < d; i++) {
      double difference = first.mean(i) - second.mean(i);
      meanTerm += difference * difference;
    }
    double covarianceTerm = first.trace() + second.trace() - 2 * traceOfRoot(first, second);
    List<String> warnings = new ArrayList<>();
    warnIfDeficient("first", first, warnings);
    warnIfDeficient("second", second, warnings);
    return new FrechetResult(
        // A squared distance; only rounding can take it below zero.
        Math.max(0, meanTerm + covarianceTerm),
        meanTerm,
        covarianceTerm,
        features,
        d,
        first.count(),
        second.count(),
        warnings);
  }

  private static String commonFeatures(FeatureStatistics first, FeatureStatistics second) {
    String a = first.features();
    String b = second.features();
    if (!a.isEmpty() && !b.isEmpty() && !a.equals(b)) {
      throw new IllegalArgumentException(
          "statistics of different features cannot be compared: \"%s\" and \"%s\"".formatted(a, b));
    }
    return a.isEmpty() ? b : a;
  }

  private static double traceOfRoot(FeatureStatistics first, FeatureStatistics second) {
    DMatrixRMaj r1 = SemidefiniteFactor.of("first", first);
    DMatrixRMaj r2 = SemidefiniteFactor.of("second", second);
    if (r1.numRows == 0 || r2.numRows == 0) {
      return 0;
    }
    DMatrixRMaj product = new DMatrixRMaj(r1.numRows, r2.numRows);
    // Transposed first, the product runs along rows of both operands and is vectorised.
    CommonOps_DDRM.mult(r1, CommonOps_DDRM.transpose(r2, null), product);
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(product.numRows, product.numCols, false, false, true);
    if (!svd.decompose(product)) {
      throw new IllegalStateException(
          "the singular values of the %d x %d product of the covariances' factors did not converge"
              .formatted(r1.numRows, r2.numRows));
    }
    double sum = 0;
    double[] values = svd.getSingularValues();
    for (int i = 0; i < svd.numberOfSingularValues(); i++) {
      sum += values[i];
    }
    return sum;
  }

  private static void warnIfDeficient(
      String which, FeatureStatistics statistics, List<String> warnings) {
    long count = statistics.count();
    if (count != FeatureStatistics.UNKNOWN_COUNT && count <= statistics.dimension()) {
      warnings.add(
          ("the %s set has %d items for %d features: its covariance is singular and the distance"
                  + " far too large; compare only with distances of the same counts")
              .formatted(which, count, statistics.dimension()));
    }
  }
}
