package org.mollify.experiments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** The log-determinant of a row-wise map by central differences in double. */
final class NumericalJacobian {

  private static final double STEP = 1e-6;

  private NumericalJacobian() {}

  static double logDeterminant(NDManager manager, UnaryOperator<NDArray> map, double[] at) {
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
    return Math.log(Math.abs(CommonOps_DDRM.det(jacobian)));
  }
}
