package org.mollify.models.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.LUDecomposition;

/**
 * The log-determinant of a map by central differences in double, to hold an analytic one against.
 */
public final class NumericalJacobian {

  private static final double STEP = 1e-6;

  private NumericalJacobian() {}

  /**
   * {@code log |det|} of the Jacobian of a row-wise map at one row.
   *
   * @param map {@code [N, D] -> [N, D]} in float64
   */
  public static double logDeterminant(NDManager manager, UnaryOperator<NDArray> map, double[] at) {
    int d = at.length;
    double[][] probes = new double[2 * d][];
    for (int j = 0; j < d; j++) {
      probes[2 * j] = at.clone();
      probes[2 * j][j] += STEP;
      probes[2 * j + 1] = at.clone();
      probes[2 * j + 1][j] -= STEP;
    }
    double[] images = map.apply(manager.create(probes)).toDoubleArray();
    DMatrixRMaj jacobian = new DMatrixRMaj(d, d);
    for (int j = 0; j < d; j++) {
      for (int i = 0; i < d; i++) {
        jacobian.set(i, j, (images[2 * j * d + i] - images[(2 * j + 1) * d + i]) / (2 * STEP));
      }
    }
    LUDecomposition<DMatrixRMaj> lu = DecompositionFactory_DDRM.lu(d, d);
    lu.decompose(jacobian);
    DMatrixRMaj u = lu.getUpper(null);
    double sum = 0;
    for (int i = 0; i < d; i++) {
      sum += Math.log(Math.abs(u.get(i, i)));
    }
    return sum;
  }
}
