package org.mollify.models.bijection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.NormalInitializer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mollify.models.block.Pass;
import org.mollify.models.network.ResidualNetwork;
import org.mollify.models.testing.NumericalJacobian;

class SplineCouplingTest {

  private static final boolean[] KEEPS = {false, true, true, false, true};
  private static final RationalQuadraticSpline SPLINE =
      new RationalQuadraticSpline(6, 3, 1e-3, 1e-3);

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private SplineCoupling coupling(boolean random) {
    ResidualNetwork network = new ResidualNetwork(16, 2, 2 * SPLINE.parametersPerElement());
    SplineCoupling coupling = new SplineCoupling(KEEPS, SPLINE, network);
    coupling.setInitializer(new NormalInitializer(0.2f), Parameter.Type.WEIGHT);
    if (random) {
      coupling.setInitializer(
          new NormalInitializer(0.2f),
          parameter -> parameter.requiresGradient() && parameter.getName().matches("weight|bias"));
    }
    coupling.initialize(manager, DataType.FLOAT32, new Shape(1, KEEPS.length));
    return coupling;
  }

  private NDArray rows(int n, double bound) {
    double[] values = new SplittableRandom(1).doubles(n * 5L, -bound, bound).toArray();
    return manager.create(values, new Shape(n, 5));
  }

  @Test
  void a_new_coupling_is_the_identity() {
    NDArray x = rows(50, 5);
    Transformed z = coupling(false).forward(Pass.evaluation(manager, DataType.FLOAT64), x);
    assertThat(z.value().sub(x).abs().max().getDouble()).isLessThan(1e-6);
    assertThat(z.logDeterminant().abs().max().getDouble()).isLessThan(1e-6);
  }

  @Test
  void kept_columns_pass_through_and_the_others_change() {
    NDArray x = rows(50, 2.5);
    NDArray change =
        coupling(true)
            .forward(Pass.evaluation(manager, DataType.FLOAT64), x)
            .value()
            .sub(x)
            .abs()
            .max(new int[] {0});
    for (int j = 0; j < KEEPS.length; j++) {
      assertThat(change.getDouble(j) == 0).isEqualTo(KEEPS[j]);
    }
  }

  @Test
  void the_inverse_undoes_it_inside_and_outside_the_bound() {
    SplineCoupling coupling = coupling(true);
    Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
    NDArray x = rows(200, 6);
    Transformed there = coupling.forward(pass, x);
    Transformed back = coupling.inverse(pass, there.value());
    assertThat(back.value().sub(x).abs().max().getDouble()).isLessThan(1e-9);
    assertThat(there.logDeterminant().add(back.logDeterminant()).abs().max().getDouble())
        .isLessThan(1e-7);
  }

  @Test
  void log_determinants_equal_a_numerical_jacobian() {
    SplineCoupling coupling = coupling(true);
    Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
    for (double bound : new double[] {2.5, 6}) {
      double[] at = rows(1, bound).toDoubleArray();
      NDArray x = manager.create(at, new Shape(1, 5));
      assertThat(coupling.forward(pass, x).logDeterminant().getDouble(0))
          .isCloseTo(
              NumericalJacobian.logDeterminant(manager, v -> coupling.forward(pass, v).value(), at),
              within(1e-5));
      assertThat(coupling.inverse(pass, x).logDeterminant().getDouble(0))
          .isCloseTo(
              NumericalJacobian.logDeterminant(manager, v -> coupling.inverse(pass, v).value(), at),
              within(1e-5));
    }
  }

  @Test
  void a_mask_that_keeps_all_or_nothing_is_refused() {
    assertThatThrownBy(
            () ->
                new SplineCoupling(
                    new boolean[] {true, true}, SPLINE, new ResidualNetwork(4, 1, 1)))
        .hasMessage("a coupling expects columns to keep and columns to change; got 2 and 0");
  }
}
