package org.mollify.models.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.models.transform.Dequantization;

/** The integral of a density over two columns, which is 1. */
public final class DensityIntegral {

  private static final int SIDE = 200;
  private static final double HALF = 20;
  private static final double CELL = 2 * HALF / SIDE;

  private DensityIntegral() {}

  /**
   * A Riemann sum over a square around the origin. A column of whole numbers is summed over its
   * dequantised values: the whole part is the raw value, the rest is noise.
   *
   * @param model a model of two columns
   */
  public static double overPlane(NDManager manager, DensityModel model) {
    int[] whole =
        model.transform().spec() instanceof Dequantization.Spec spec ? spec.columns() : new int[0];
    double total = 0;
    for (int i = 0; i < SIDE; i++) {
      double[] line = new double[2 * SIDE];
      double[] noise = new double[whole.length * SIDE];
      for (int j = 0; j < SIDE; j++) {
        double[] point = {-HALF + (i + 0.5) * CELL, -HALF + (j + 0.5) * CELL};
        for (int k = 0; k < whole.length; k++) {
          double down = Math.floor(point[whole[k]]);
          noise[j * whole.length + k] = point[whole[k]] - down;
          point[whole[k]] = down;
        }
        System.arraycopy(point, 0, line, 2 * j, 2);
      }
      try (NDManager scope = manager.newSubManager()) {
        NDList inputs =
            whole.length == 0
                ? new NDList()
                : new NDList(scope.create(noise, new Shape(SIDE, whole.length)));
        NDArray score =
            model.logLikelihood(
                Pass.evaluation(scope, DataType.FLOAT64),
                scope.create(line, new Shape(SIDE, 2)),
                inputs);
        // Far from the data a score may overflow, which stands for a density of zero.
        total +=
            Arrays.stream(score.toDoubleArray()).filter(Double::isFinite).map(Math::exp).sum()
                * CELL
                * CELL;
      }
    }
    return total;
  }
}
