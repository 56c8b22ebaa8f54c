package org.mollify.models.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.util.Pair;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.LikelihoodKind;
import org.mollify.models.testing.LatentVariant;
import org.mollify.models.testing.LatentVariant.Items;

/** What every model with latent variables must do, with parameters and statistics moved. */
class RegisteredLatentModelsTest {

  static Stream<Arguments> variantsOverItems() {
    return LatentVariant.all()
        .flatMap(
            variant -> Arrays.stream(Items.values()).map(items -> Arguments.of(variant, items)));
  }

  @ParameterizedTest
  @MethodSource("variantsOverItems")
  void every_bound_lies_above_those_of_fewer_importance_samples(
      LatentVariant variant, Items items) {
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariableModel model = variant.perturbed(manager, items, 1);
      NDArray weights = weights(model, manager, items, 6, 64, DataType.FLOAT64);
      double elbo = weights.mean().getDouble();
      double of8 = LogDensities.logMeanExp(weights.reshape(-1, 8)).mean().getDouble();
      double of64 = LogDensities.logMeanExp(weights).mean().getDouble();
      assertThat(elbo).isFinite().isLessThan(of8);
      assertThat(of8).isLessThan(of64);
    }
  }

  @ParameterizedTest
  @MethodSource("variantsOverItems")
  void scores_are_those_of_the_weights_and_do_not_depend_on_the_neighbours(
      LatentVariant variant, Items items) {
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariableModel model = variant.perturbed(manager, items, 2);
      NDArray raw = LatentVariant.items(manager, items, 5, 3);
      NDList noise = LatentVariant.noise(manager, model.scoringNoise(), 5, 4);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      NDArray scores = model.logLikelihood(pass, raw, noise);
      assertThat(scores.toDoubleArray())
          .containsExactly(
              model.logImportanceWeights(pass, raw, noise).squeeze(1).toDoubleArray(),
              within(1e-9));
      for (int i = 0; i < 5; i++) {
        NDList own = new NDList();
        for (NDArray array : noise) {
          own.add(array.get("{}:{}", i, i + 1));
        }
        double alone =
            model.logLikelihood(pass, raw.get("{}:{}", i, i + 1), own).toDoubleArray()[0];
        assertThat(alone).isCloseTo(scores.toDoubleArray()[i], within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variantsOverItems")
  void single_precision_scores_as_double_does(LatentVariant variant, Items items) {
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariableModel model = variant.perturbed(manager, items, 5);
      double[] exact = weights(model, manager, items, 4, 3, DataType.FLOAT64).toDoubleArray();
      double[] single = weights(model, manager, items, 4, 3, DataType.FLOAT32).toDoubleArray();
      for (int i = 0; i < exact.length; i++) {
        assertThat(single[i]).isCloseTo(exact[i], within(1e-5 * (1 + Math.abs(exact[i]))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variantsOverItems")
  void latents_have_their_size_and_images_their_range(LatentVariant variant, Items items) {
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariableModel model = variant.perturbed(manager, items, 6);
      Pass pass = Pass.evaluation(manager);
      NDArray raw = LatentVariant.items(manager, items, 4, 7);
      NDArray z = model.encode(pass, raw);
      assertThat(z.getShape().getShape()).containsExactly(4, LatentVariant.LATENT);
      NDArray decoded = model.decode(pass, z.mul(50));
      assertThat(decoded.getShape()).isEqualTo(raw.getShape());
      assertThat(model.sample(pass, new NDList(z)).toType(DataType.FLOAT64, false))
          .isEqualTo(model.decode(pass, z).toType(DataType.FLOAT64, false));
      if (items != Items.ROWS) {
        assertThat(decoded.min().toType(DataType.FLOAT64, false).getDouble()).isNotNegative();
        assertThat(decoded.max().toType(DataType.FLOAT64, false).getDouble())
            .isLessThanOrEqualTo(255);
      }
    }
  }

  /** Against central differences in double, noise and inner gradients held fixed. */
  @ParameterizedTest
  @MethodSource("variantsOverItems")
  void gradients_are_those_of_finite_differences(LatentVariant variant, Items items) {
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariableModel model = variant.perturbed(manager, items, 8);
      NDArray x = modelSpace(model, manager, items, 12);
      NDList noise = LatentVariant.noise(manager, model.trainingNoise(), 12, 10);
      InnerGradients inner = new InnerGradients(model);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        Pass pass = Pass.training(manager, inner.taken(collector));
        NDArray loss = model.loss(pass, x, LatentVariant.floats(noise));
        collector.backward(loss);
        model.maskGradients();
      }
      for (Pair<String, Parameter> parameter : model.getParameters()) {
        if (!parameter.getValue().requiresGradient()) {
          continue;
        }
        NDArray array = parameter.getValue().getArray();
        float[] gradient = array.getGradient().toFloatArray();
        int largest = 0;
        for (int i = 0; i < gradient.length; i++) {
          largest = Math.abs(gradient[i]) > Math.abs(gradient[largest]) ? i : largest;
        }
        double expected = slope(model, manager, array, largest, x, noise, inner);
        assertThat((double) gradient[largest])
            .as(parameter.getKey())
            .isCloseTo(expected, within(2e-2 * Math.abs(expected) + 5e-3));
      }
    }
  }

  private static double slope(
      LatentVariableModel model,
      NDManager manager,
      NDArray parameter,
      int element,
      NDArray x,
      NDList noise,
      InnerGradients inner) {
    // Short, or units of the networks cross their kink; the step taken is what floats make of it.
    double step = 1e-4;
    double[] losses = new double[2];
    double[] places = new double[2];
    for (int side = 0; side < 2; side++) {
      double move = side == 0 ? step : -step;
      InnerGradients.move(parameter, element, move);
      places[side] = parameter.toFloatArray()[element];
      Pass given = Pass.evaluation(manager, DataType.FLOAT64);
      Pass pass = new Pass(given.parameters(), DataType.FLOAT64, true, inner.repeated());
      losses[side] = model.loss(pass, x.toType(DataType.FLOAT64, false), noise).toDoubleArray()[0];
      InnerGradients.move(parameter, element, -move);
    }
    return (losses[0] - losses[1]) / (places[0] - places[1]);
  }

  @ParameterizedTest
  @MethodSource("variantsOverItems")
  void a_model_restored_from_its_parameters_scores_the_same(LatentVariant variant, Items items)
      throws Exception {
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariableModel model = variant.perturbed(manager, items, 11);
      LatentVariableModel other = variant.perturbed(manager, items, 12);
      Map<String, NDArray> stored = RunFolder.parameters(model);
      RunFolder.restore(other, stored);
      assertThat(weights(other, manager, items, 3, 2, DataType.FLOAT32))
          .isEqualTo(weights(model, manager, items, 3, 2, DataType.FLOAT32));
    }
  }

  @Test
  void a_training_pass_moves_the_running_statistics() {
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariableModel model =
          new LatentVariant("vae", Map.of()).perturbed(manager, Items.IMAGES, 13);
      NDArray x = modelSpace(model, manager, Items.IMAGES, 12);
      NDList noise = LatentVariant.noise(manager, model.trainingNoise(), 12, 10);
      Map<String, NDArray> before = new LinkedHashMap<>();
      for (var entry : model.getParameters()) {
        before.put(entry.getKey(), entry.getValue().getArray().duplicate());
      }
      model.loss(Pass.training(manager, Pass.InnerGradient.NONE), x, LatentVariant.floats(noise));
      for (var entry : model.getParameters()) {
        NDArray now = entry.getValue().getArray();
        boolean moved = !now.contentEquals(before.get(entry.getKey()));
        assertThat(moved)
            .as(entry.getKey())
            .isEqualTo(
                entry.getValue().getType() == Parameter.Type.RUNNING_MEAN
                    || entry.getValue().getType() == Parameter.Type.RUNNING_VAR);
      }
    }
  }

  @Test
  void what_a_score_means_depends_on_the_data() {
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariant vae = new LatentVariant("vae", Map.of());
      assertThat(vae.perturbed(manager, Items.ROWS, 1).likelihoodKind())
          .isEqualTo(LikelihoodKind.LOWER_BOUND);
      assertThat(vae.perturbed(manager, Items.IMAGES, 1).likelihoodKind())
          .isEqualTo(LikelihoodKind.UNDEQUANTISED);
      assertThat(vae.perturbed(manager, Items.DEQUANTISED, 1).likelihoodKind())
          .isEqualTo(LikelihoodKind.LOWER_BOUND);
    }
  }

  @Test
  void missing_noise_is_named() {
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariableModel model =
          new LatentVariant("vae", Map.of()).perturbed(manager, Items.DEQUANTISED, 1);
      NDArray raw = LatentVariant.items(manager, Items.DEQUANTISED, 2, 1);
      assertThatThrownBy(
              () -> model.logImportanceWeights(Pass.evaluation(manager), raw, new NDList()))
          .hasMessage("importance weights expect the noise inputs [u, eps]; got 0");
    }
  }

  @Test
  void noise_of_another_shape_is_refused() {
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariableModel model =
          new LatentVariant("vae", Map.of()).perturbed(manager, Items.ROWS, 1);
      NDArray raw = LatentVariant.items(manager, Items.ROWS, 2, 1);
      for (Shape wrong : List.of(new Shape(2, 3), new Shape(2, 1, 5))) {
        assertThatThrownBy(
                () ->
                    model.logImportanceWeights(
                        Pass.evaluation(manager), raw, new NDList(manager.zeros(wrong))))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "noise eps expects a shape [N, K, 3] for N items and K importance samples; got "
                    + wrong);
      }
    }
  }

  @Test
  void options_that_make_no_model_are_refused() {
    List<Map<String, Object>> wrong =
        List.of(Map.of("latent", 0), Map.of("width", -1), Map.of("beta", 0));
    for (Map<String, Object> options : wrong) {
      assertThatThrownBy(
              () -> {
                try (NDManager manager = NDManager.newBaseManager()) {
                  new LatentVariant("beta-vae", options).perturbed(manager, Items.IMAGES, 1);
                }
              })
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expects a");
    }
  }

  private static NDArray weights(
      LatentVariableModel model, NDManager manager, Items items, int n, int k, DataType type) {
    NDArray raw = LatentVariant.items(manager, items, n, 21);
    NDList noise = LatentVariant.noise(manager, model.importanceNoise(k), n, 22);
    return model.logImportanceWeights(Pass.evaluation(manager, type), raw, noise);
  }

  private static NDArray modelSpace(
      LatentVariableModel model, NDManager manager, Items items, int n) {
    Pass pass = Pass.evaluation(manager);
    NDArray raw = LatentVariant.items(manager, items, n, 9);
    NDList noise = LatentVariant.noise(manager, model.transform().noise(), n, 9);
    return model.transform().toModelSpace(pass, model.transform().dequantize(pass, raw, noise));
  }
}
