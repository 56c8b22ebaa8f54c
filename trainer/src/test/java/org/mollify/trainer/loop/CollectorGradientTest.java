package org.mollify.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mollify.trainer.optim.TrainedParameters;

/** The function is {@code sum w x^3}, whose gradient in x is {@code 3 w x^2}. */
class CollectorGradientTest {

  private final NDManager manager = NDManager.newBaseManager();
  private NDArray w;
  private NDArray x;
  private TrainedParameters parameters;

  @BeforeEach
  void create() {
    w = manager.create(new float[] {2, -1, 0.5f});
    w.setRequiresGradient(true);
    x = manager.create(new float[] {1, 2, -3});
    parameters = TrainedParameters.of(Map.of("w", w));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray inner(GradientCollector collector) {
    return new CollectorGradient(collector, parameters::zeroGradients)
        .gradient(at -> w.mul(at).mul(at).mul(at).sum(), x);
  }

  @Test
  void the_gradient_is_the_analytic_one() {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      assertThat(inner(collector).toFloatArray()).containsExactly(6, -12, 13.5f);
    }
  }

  @Test
  void the_gradients_of_the_parameters_stay_cleared() {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      inner(collector);
      try (NDArray gradient = w.getGradient()) {
        assertThat(gradient.toFloatArray()).containsOnly(0);
      }
    }
  }

  @Test
  void it_is_a_constant_of_the_outer_loss() {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray constant = inner(collector);
      collector.backward(w.mul(constant).sum());
      // Were the inner gradient a function of w, each entry would be twice as large.
      try (NDArray gradient = w.getGradient()) {
        assertThat(gradient.toFloatArray()).containsExactly(6, -12, 13.5f);
      }
    }
  }

  @Test
  void the_point_itself_takes_no_gradient() {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      inner(collector);
    }
    assertThat(x.hasGradient()).isFalse();
  }
}
