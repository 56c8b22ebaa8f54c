package org.mollify.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiniteGradientsTest {
  private static final int SIZE = 3 * GradientMemory.CHUNK + 5;

  /** The gradient of a root is infinite at zero, and NaN below, where the others stay finite. */
  @ParameterizedTest
  @CsvSource({
    "1, true, true", "0, true, false", "-1, true, false",
    "1, false, true", "0, false, false", "-1, false, false"
  })
  void one_gradient_that_is_not_finite_is_found(float last, boolean memory, boolean finite) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray roots = manager.ones(new Shape(SIZE));
      roots.set(new NDIndex("{}", SIZE - 1), last);
      roots.setRequiresGradient(true);
      TrainedParameters parameters = TrainedParameters.of(Map.of("roots", roots), memory);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        collector.backward(roots.sqrt().sum());
      }
      assertThat(parameters.gradientsAreFinite()).isEqualTo(finite);
    }
  }
}
