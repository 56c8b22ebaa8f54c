package org.mollify.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mollify.models.DataSpec;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;
import org.mollify.models.ModelRegistry;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.models.transform.PixelScaling;
import org.mollify.models.transform.Standardization;
import org.mollify.trainer.mollify.Mollifier;
import org.mollify.trainer.optim.GradientClipping;
import org.mollify.trainer.optim.Optimizer;
import org.mollify.trainer.optim.OptimizerSpec;
import org.mollify.trainer.optim.TrainedParameters;

class TrainingStepTest {

  private final NDManager manager = NDManager.newBaseManager();
  private DensityModel model;
  private TrainedParameters parameters;
  private double normAtStep = Double.NaN;
  private int skipped;

  /** Notes the gradient norm that reaches the optimiser and takes no step. */
  private final class NotingOptimizer implements Optimizer {
    @Override
    public void step() {
      normAtStep = parameters.gradientNorm();
      parameters.zeroGradients();
    }

    @Override
    public void skip() {
      skipped++;
      parameters.zeroGradients();
    }

    @Override
    public double learningRate() {
      return 1;
    }

    @Override
    public void setLearningRate(double learningRate) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, NDArray> exportState(NDManager owner) {
      return Map.of();
    }

    @Override
    public void restoreState(Map<String, NDArray> state) {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void create() {
    model =
        ModelRegistry.build(
            ModelRegistry.describe(
                "realnvp",
                Map.of("hidden", 8),
                DataSpec.vector(
                    List.of(new Column("a", ColumnType.REAL), new Column("b", ColumnType.REAL))),
                new Standardization.Spec(new double[2], new double[] {1, 1})));
    model.initialize(manager, 3);
    parameters = TrainedParameters.of(model.getParameters());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private float run(Optimizer optimizer, GradientClipping clipping, float scale) {
    SplittableRandom random = new SplittableRandom(4);
    try (NDManager step = manager.newSubManager()) {
      float[][] rows = new float[16][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] =
            new float[] {
              scale * (float) random.nextDouble(-1, 1), scale * (float) random.nextDouble(-1, 1)
            };
      }
      return new TrainingStep(model, Mollifier.NONE, optimizer, parameters, clipping, false)
          .run(step, step.create(rows), 0, false);
    }
  }

  private Map<String, String> weights() {
    return weights(model);
  }

  private static Map<String, String> weights(DensityModel model) {
    return RunFolder.parameters(model).entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, e -> Arrays.toString(e.getValue().toByteArray())));
  }

  @Test
  void the_norm_of_all_gradients_together_is_bounded() {
    assertThat(run(new NotingOptimizer(), null, 1)).isFinite();
    double free = normAtStep;
    assertThat(free).isGreaterThan(0.02);
    run(new NotingOptimizer(), new GradientClipping(free / 2), 1);
    assertThat(normAtStep).isCloseTo(free / 2, within(1e-4 * free));
    run(new NotingOptimizer(), new GradientClipping(2 * free), 1);
    assertThat(normAtStep).isCloseTo(free, within(1e-6 * free));
  }

  @Test
  void a_step_moves_the_weights() {
    Map<String, String> before = weights();
    try (Optimizer adam = OptimizerSpec.of("adam", 1e-3, 0).build(parameters)) {
      assertThat(run(adam, null, 1)).isFinite();
    }
    assertThat(weights()).isNotEqualTo(before);
  }

  @Test
  void a_step_with_a_loss_that_is_not_finite_changes_nothing() {
    Map<String, String> before = weights();
    try (Optimizer adam = OptimizerSpec.of("adam", 1e-3, 0).build(parameters)) {
      assertThat(run(adam, null, Float.NaN)).isNaN();
      assertThat(weights()).isEqualTo(before);
      assertThat(parameters.gradientNorm()).isZero();
      assertThat(adam.exportState(manager).values())
          .allSatisfy(
              state ->
                  assertThat(state.abs().max().toType(DataType.FLOAT64, true).getDouble())
                      .isZero());
    }
    run(new NotingOptimizer(), null, Float.NaN);
    assertThat(skipped).isEqualTo(1);
  }

  @Test
  void a_skipped_step_leaves_running_statistics_as_they_were() {
    try (NDManager own = NDManager.newBaseManager()) {
      DensityModel images =
          ModelRegistry.build(
              ModelRegistry.describe(
                  "vae",
                  Map.of("architecture", "small", "width", 4, "latent", 3),
                  DataSpec.image(3, 8, 8),
                  new PixelScaling.Spec(3, 8, 8, false)));
      images.initialize(own, 3);
      TrainedParameters trained = TrainedParameters.of(images.getParameters());
      try (Optimizer adam = OptimizerSpec.of("adam", 1e-3, 0).build(trained)) {
        TrainingStep step = new TrainingStep(images, Mollifier.NONE, adam, trained, null, false);
        NDArray batch = own.randomUniform(-1, 1, new Shape(4, 3, 8, 8));
        assertThat(step.run(own, batch, 0, true)).isFinite();
        Map<String, String> before = weights(images);
        assertThat(step.run(own, batch.mul(Float.NaN), 0, false)).isNaN();
        assertThat(weights(images)).isEqualTo(before);
        assertThat(step.run(own, batch, 0, false)).isFinite();
        assertThat(weights(images)).isNotEqualTo(before);
      }
    }
  }

  @Test
  void a_step_leaves_no_array_behind() {
    try (Optimizer adam = OptimizerSpec.of("adam", 1e-3, 0).build(parameters)) {
      run(adam, new GradientClipping(1), 1);
      int after = manager.getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        run(adam, new GradientClipping(1), 1);
      }
      assertThat(manager.getManagedArrays()).hasSize(after);
    }
  }
}
