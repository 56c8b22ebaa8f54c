package org.mollify.models.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mollify.models.block.Pass;
import org.mollify.models.testing.LatentVariant;
import org.mollify.models.testing.LatentVariant.Items;
import org.mollify.models.vae.LatentVariableModel.Draw;
import org.mollify.models.vae.LatentVariableModel.Posterior;

class AutoregressivePosteriorTest {

  private static final int CELLS = 160;
  private static final double REACH = 6;

  /**
   * A fine grid of the noise is carried over to latents. The density there times the area of each
   * carried cell, measured by its corners, adds up to one: no Jacobian of the model is used.
   */
  @Test
  void the_density_of_the_flow_integrates_to_one_over_the_latents() {
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariant variant = new LatentVariant("vae-iaf", Map.of("latent", 2, "blocks", 3));
      LatentVariableModel model = variant.perturbed(manager, Items.ROWS, 3);
      double step = 2 * REACH / CELLS;
      double[][] corners = new double[(CELLS + 1) * (CELLS + 1)][];
      double[][] middles = new double[CELLS * CELLS][];
      for (int i = 0; i <= CELLS; i++) {
        for (int j = 0; j <= CELLS; j++) {
          corners[i * (CELLS + 1) + j] = new double[] {-REACH + i * step, -REACH + j * step};
          if (i < CELLS && j < CELLS) {
            middles[i * CELLS + j] =
                new double[] {-REACH + (i + 0.5) * step, -REACH + (j + 0.5) * step};
          }
        }
      }
      double[] z = draw(model, manager, corners).z().toDoubleArray();
      double[] logDensity = draw(model, manager, middles).logDensity().toDoubleArray();
      double mass = 0;
      for (int i = 0; i < CELLS; i++) {
        for (int j = 0; j < CELLS; j++) {
          int a = i * (CELLS + 1) + j;
          int b = a + CELLS + 1;
          mass += Math.exp(logDensity[i * CELLS + j]) * area(z, a, b, b + 1, a + 1);
        }
      }
      assertThat(mass).isCloseTo(1, within(2e-3));
    }
  }

  private static Draw draw(LatentVariableModel model, NDManager manager, double[][] eps) {
    NDArray mean = manager.create(new double[][] {{0.3, -0.6}});
    NDArray logVariance = manager.create(new double[][] {{-0.4, 0.5}});
    NDArray noise = manager.create(eps).reshape(new Shape(1, eps.length, 2));
    return model.propose(
        Pass.evaluation(manager, DataType.FLOAT64), new Posterior(mean, logVariance), noise);
  }

  /** The shoelace formula. */
  private static double area(double[] z, int... corners) {
    double twice = 0;
    for (int i = 0; i < corners.length; i++) {
      int p = 2 * corners[i];
      int q = 2 * corners[(i + 1) % corners.length];
      twice += z[p] * z[q + 1] - z[q] * z[p + 1];
    }
    return Math.abs(twice) / 2;
  }
}
