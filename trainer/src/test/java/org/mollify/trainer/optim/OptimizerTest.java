package org.mollify.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray parameter(float... values) {
    NDArray array = manager.create(values);
    array.setRequiresGradient(true);
    return array;
  }

  private static float[] normal(int size, long seed) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_step_leaves_the_gradient_at_zero(boolean inMemory) {
    NDArray p = parameter(1, 2, 3);
    TrainedParameters parameters = TrainedParameters.of(Map.of("p", p), inMemory);
    try (Optimizer optimizer = OptimizerSpec.adam(0.1).build(parameters)) {
      Gradients.give(p, 1, -1, 0);
      optimizer.step();

      assertThat(p.toFloatArray()).containsExactly(new float[] {0.9f, 2.1f, 3}, within(1e-6f));
      assertThat(Gradients.of(p)).containsExactly(0, 0, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_skipped_step_clears_even_a_gradient_that_is_not_finite(boolean inMemory) {
    NDArray p = parameter(1, 2, 3);
    TrainedParameters parameters = TrainedParameters.of(Map.of("p", p), inMemory);
    try (Optimizer optimizer = OptimizerSpec.adam(0.1).build(parameters)) {
      Gradients.give(p, Float.NaN, Float.POSITIVE_INFINITY, 5);
      optimizer.skip();

      assertThat(p.toFloatArray()).containsExactly(1, 2, 3);
      assertThat(Gradients.of(p)).containsExactly(0, 0, 0);
      Gradients.give(p, 1, 1, 1);
      optimizer.step();
      assertThat(p.toFloatArray()).containsExactly(new float[] {0.9f, 1.9f, 2.9f}, within(1e-6f));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_parameter_that_no_backward_pass_reached_stays_as_it_is(boolean inMemory) {
    NDArray used = parameter(1);
    NDArray unused = parameter(7);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("unused", unused);
    arrays.put("used", used);
    TrainedParameters parameters = TrainedParameters.of(arrays, inMemory);
    try (Optimizer optimizer = OptimizerSpec.of("adam", 0.1, 0.5).build(parameters)) {
      for (int i = 0; i < 3; i++) {
        Gradients.give(used, 1);
        optimizer.step();
      }
      assertThat(unused.toFloatArray()).containsExactly(7);
      assertThat(used.toFloatArray()[0]).isLessThan(0.8f);

      // Reached later, it starts with its own first step.
      Gradients.give(unused, 1);
      optimizer.step();
      assertThat(unused.toFloatArray()[0]).isCloseTo(6.9f, within(1e-5f));
    }
  }

  @ParameterizedTest
  @CsvSource({"adam, true", "adam, false", "adamax, true", "adamax, false"})
  void a_restored_state_goes_on_bit_for_bit(String name, boolean inMemory) {
    int size = 3 * GradientMemory.CHUNK + 17;
    OptimizerSpec spec = OptimizerSpec.of(name, 0.01, 1e-3);
    NDArray straight = parameter(normal(size, 1));
    NDArray resumed = parameter(normal(size, 2));
    Map<String, NDArray> saved;
    float[] savedParameter;
    try (Optimizer optimizer = spec.build(TrainedParameters.of(Map.of("w", straight), inMemory))) {
      for (int step = 0; step < 5; step++) {
        Gradients.give(straight, normal(size, 100 + step));
        optimizer.step();
      }
      saved = optimizer.exportState(manager);
      savedParameter = straight.toFloatArray();
      for (int step = 5; step < 10; step++) {
        Gradients.give(straight, normal(size, 100 + step));
        optimizer.step();
      }
    }
    assertThat(saved.get("w.step").toLongArray()).containsExactly(5);
    try (Optimizer optimizer = spec.build(TrainedParameters.of(Map.of("w", resumed), inMemory))) {
      optimizer.restoreState(saved);
      // Loading weights gives the tensor other memory, after the optimiser was built.
      resumed.set(savedParameter);
      for (int step = 5; step < 10; step++) {
        Gradients.give(resumed, normal(size, 100 + step));
        optimizer.step();
      }
    }
    assertThat(resumed.toFloatArray()).containsExactly(straight.toFloatArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "adamax"})
  void memory_and_array_operations_agree(String name) {
    int size = 2 * GradientMemory.CHUNK + 5;
    NDArray one = parameter(normal(size, 1));
    NDArray other = parameter(normal(size, 1));
    OptimizerSpec spec = OptimizerSpec.of(name, 0.01, 1e-2);
    try (Optimizer inMemory = spec.build(TrainedParameters.of(Map.of("w", one), true));
        Optimizer asArrays = spec.build(TrainedParameters.of(Map.of("w", other), false))) {
      for (int step = 0; step < 20; step++) {
        Gradients.give(one, normal(size, 50 + step));
        Gradients.give(other, normal(size, 50 + step));
        inMemory.step();
        asArrays.step();
      }
    }
    assertThat(one.toFloatArray()).containsExactly(other.toFloatArray(), within(1e-6f));
  }

  @Test
  void the_memory_that_is_written_is_the_tensors_own_over_many_steps() {
    NDArray p = parameter(normal(10, 3));
    TrainedParameters parameters = TrainedParameters.of(Map.of("p", p));
    assertThat(parameters.list().get(0).inMemory()).isTrue();
    float[] before = p.toFloatArray();
    try (Optimizer optimizer = OptimizerSpec.adam(0.001).build(parameters)) {
      for (int step = 1; step <= 50; step++) {
        Gradients.give(p, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        // Two backward passes add up in the gradient that the optimiser sees.
        Gradients.give(p, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        assertThat(parameters.gradientNorm()).isEqualTo(Math.sqrt(40));
        optimizer.step();
        assertThat(p.toFloatArray()[9]).isCloseTo(before[9] - 0.001f * step, within(1e-5f));
      }
    }
  }

  @Test
  void an_array_that_is_not_contiguous_is_trained_all_the_same() {
    NDArray p = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3)).transpose();
    p.setRequiresGradient(true);
    TrainedParameters parameters = TrainedParameters.of(Map.of("p", p));
    assertThat(parameters.list().get(0).inMemory()).isFalse();
    try (Optimizer optimizer = OptimizerSpec.adam(0.1).build(parameters)) {
      Gradients.give(p, 1, 1, 1, 1, 1, -1);
      optimizer.step();
    }
    assertThat(p.toFloatArray())
        .containsExactly(new float[] {0.9f, 3.9f, 1.9f, 4.9f, 2.9f, 6.1f}, within(1e-5f));
  }

  @Test
  void scalars_and_doubles_are_trained() {
    NDArray scalar = manager.create(2f);
    scalar.setRequiresGradient(true);
    NDArray wide = manager.create(new double[] {1, 2});
    wide.setRequiresGradient(true);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("scalar", scalar);
    arrays.put("wide", wide);
    TrainedParameters parameters = TrainedParameters.of(arrays);
    assertThat(parameters.scalars()).isEqualTo(3);
    try (Optimizer optimizer = OptimizerSpec.adam(0.1).build(parameters);
        NDManager step = manager.newSubManager()) {
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        collector.backward(step.ones(new Shape()).mul(3f).mul(scalar));
        collector.backward(step.ones(new Shape(2), DataType.FLOAT64).mul(wide).sum());
      }
      assertThat(parameters.gradientNorm()).isCloseTo(Math.sqrt(11), within(1e-12));
      optimizer.step();
      assertThat(scalar.getFloat()).isCloseTo(1.9f, within(1e-6f));
      assertThat(wide.toDoubleArray()).containsExactly(new double[] {0.9, 1.9}, within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void no_array_is_left_behind_by_a_hundred_steps(boolean inMemory) {
    NDArray p = parameter(normal(10, 3));
    TrainedParameters parameters = TrainedParameters.of(Map.of("p", p), inMemory);
    try (Optimizer optimizer = OptimizerSpec.of("adamax", 0.01, 0.1).build(parameters)) {
      GradientClipping clipping = new GradientClipping(0.5);
      int held = -1;
      for (int step = 0; step < 100; step++) {
        Gradients.give(p, normal(10, step));
        clipping.apply(parameters);
        optimizer.step();
        optimizer.skip();
        if (step == 2) {
          held = manager.getManagedArrays().size();
        }
      }
      assertThat(manager.getManagedArrays()).hasSize(held);
    }
    assertThat(manager.getManagedArrays()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void clipping_scales_to_the_norm_and_leaves_smaller_gradients_alone(boolean inMemory) {
    NDArray p = parameter(0, 0);
    TrainedParameters parameters = TrainedParameters.of(Map.of("p", p), inMemory);
    Gradients.give(p, 3, 4);

    assertThat(new GradientClipping(10).apply(parameters)).isEqualTo(5);
    assertThat(Gradients.of(p)).containsExactly(3, 4);
    assertThat(new GradientClipping(1).apply(parameters)).isEqualTo(5);
    assertThat(Gradients.of(p)).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
    Gradients.give(p, Float.POSITIVE_INFINITY, 0);
    assertThat(new GradientClipping(1).apply(parameters)).isInfinite();
    assertThat(Gradients.of(p)[1]).isCloseTo(0.8f, within(1e-6f));
  }

  @Test
  void a_blocks_parameters_are_taken_by_name_and_frozen_ones_left_out() {
    Linear block = Linear.builder().setUnits(2).build();
    block.initialize(manager, DataType.FLOAT32, new Shape(4, 3));
    TrainedParameters parameters = TrainedParameters.of(block.getParameters());
    assertThat(parameters.scalars()).isEqualTo(8);
    NDArray weight = block.getParameters().get("weight").getArray();
    float[] before = weight.toFloatArray();
    try (Optimizer optimizer = OptimizerSpec.adamax(0.1).build(parameters);
        NDManager step = manager.newSubManager()) {
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray x = step.ones(new Shape(4, 3));
        NDArray y =
            block
                .forward(new ParameterStore(manager, false), new NDList(x), true)
                .singletonOrThrow();
        collector.backward(y.sum());
      }
      optimizer.step();
      assertThat(weight.toFloatArray()[0]).isCloseTo(before[0] - 0.1f, within(1e-5f));
      assertThat(optimizer.exportState(step).keySet())
          .contains("weight.exp_avg", "weight.exp_inf", "weight.step", "bias.exp_avg");
    }
    block.freezeParameters(true);
    assertThatThrownBy(() -> TrainedParameters.of(block.getParameters()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no parameter to train");
  }

  @Test
  void a_state_that_does_not_fit_is_refused_by_name() {
    NDArray p = parameter(1, 2);
    try (Optimizer optimizer =
        OptimizerSpec.adam(0.1).build(TrainedParameters.of(Map.of("p", p)))) {
      Map<String, NDArray> state = optimizer.exportState(manager);
      Map<String, NDArray> lacking = new LinkedHashMap<>(state);
      lacking.remove("p.exp_avg_sq");
      assertThatThrownBy(() -> optimizer.restoreState(lacking))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the optimizer state lacks p.exp_avg_sq");
      Map<String, NDArray> wrong = new LinkedHashMap<>(state);
      wrong.put("p.exp_avg", manager.zeros(new Shape(3)));
      assertThatThrownBy(() -> optimizer.restoreState(wrong))
          .hasMessage("the optimizer state holds p.exp_avg as float32(3); expected float32(2)");
      Map<String, NDArray> more = new LinkedHashMap<>(state);
      more.put("q.exp_avg", manager.zeros(new Shape(3)));
      assertThatThrownBy(() -> optimizer.restoreState(more))
          .hasMessageContaining("holds q.exp_avg, which belongs to no parameter here");
    }
  }

  @Test
  void the_learning_rate_can_follow_a_schedule() {
    NDArray p = parameter(1);
    try (Optimizer optimizer =
        OptimizerSpec.adam(0.1).build(TrainedParameters.of(Map.of("p", p)))) {
      optimizer.setLearningRate(0.25);
      Gradients.give(p, 1);
      optimizer.step();
      assertThat(optimizer.learningRate()).isEqualTo(0.25);
      assertThat(p.toFloatArray()[0]).isCloseTo(0.75f, within(1e-6f));
      assertThatThrownBy(() -> optimizer.setLearningRate(0))
          .hasMessage("the learning rate must be positive and finite, not 0.0");
    }
  }

  @Test
  void settings_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> OptimizerSpec.of("adan", 0.1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown optimizer 'adan' (did you mean adam?); expected one of adam, adamax");
    assertThatThrownBy(() -> OptimizerSpec.of(null, 0.1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OptimizerSpec.adam(Double.NaN))
        .hasMessage("the learning rate must be positive and finite, not NaN");
    assertThatThrownBy(() -> OptimizerSpec.adam(-1)).hasMessageContaining("learning rate");
    assertThatThrownBy(() -> OptimizerSpec.of("adam", 0.1, -1e-6))
        .hasMessage("the weight decay must be zero or more and finite, not -1.0E-6");
    assertThatThrownBy(() -> new OptimizerSpec("adam", 0.1, 1, 0.999, 1e-8, 0))
        .hasMessage("the beta1 must be in [0, 1) and finite, not 1.0");
    assertThatThrownBy(() -> new OptimizerSpec("adam", 0.1, 0.9, -0.1, 1e-8, 0))
        .hasMessageContaining("beta2");
    assertThatThrownBy(() -> new OptimizerSpec("adam", 0.1, 0.9, 0.999, 0, 0))
        .hasMessageContaining("epsilon");
    assertThatThrownBy(() -> new GradientClipping(0)).hasMessageContaining("gradient norm");
    assertThatThrownBy(() -> TrainedParameters.of(Map.of("p", manager.zeros(new Shape(2)))))
        .hasMessage("parameter p takes no gradient");
  }

  @Test
  void settings_survive_json() throws Exception {
    OptimizerSpec spec = OptimizerSpec.of("adamax", 1e-3, 1e-5);
    ObjectMapper json = new ObjectMapper();

    assertThat(json.readValue(json.writeValueAsString(spec), OptimizerSpec.class)).isEqualTo(spec);
  }
}
