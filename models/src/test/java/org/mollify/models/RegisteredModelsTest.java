package org.mollify.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.models.density.LikelihoodKind;
import org.mollify.models.flow.Flow;
import org.mollify.models.testing.DensityIntegral;
import org.mollify.models.testing.FlowVariant;
import org.mollify.models.testing.FlowVariant.Columns;
import org.mollify.models.testing.ImageFlowVariant;
import org.mollify.models.testing.LatentVariant;
import org.mollify.models.testing.NumericalJacobian;
import org.mollify.models.testing.ParameterGradients;

/**
 * What every flow over vectors of the registry must do, with parameters and statistics randomly
 * perturbed.
 */
class RegisteredModelsTest {

  private static final int COLUMNS = 5;

  static Stream<FlowVariant> variants() {
    return FlowVariant.all();
  }

  static Stream<Arguments> variantsOverColumns() {
    return FlowVariant.all()
        .flatMap(
            variant -> Arrays.stream(Columns.values()).map(kind -> Arguments.of(variant, kind)));
  }

  /** A model with a new switch gets its variants before it is merged. */
  @Test
  void every_switch_of_every_model_is_turned_by_a_variant() {
    for (ModelFamily<?> family : ModelRegistry.all()) {
      JsonNode defaults = family.options(Map.of());
      List<Map<String, Object>> variants =
          Stream.of(
                  FlowVariant.switched()
                      .filter(v -> v.model().equals(family.name()))
                      .map(FlowVariant::options),
                  ImageFlowVariant.switched()
                      .filter(v -> v.model().equals(family.name()))
                      .map(ImageFlowVariant::options),
                  LatentVariant.switched()
                      .filter(v -> v.model().equals(family.name()))
                      .map(LatentVariant::options))
              .flatMap(options -> options)
              .toList();
      defaults
          .properties()
          .forEach(
              option -> {
                if (option.getValue().isBoolean() || option.getValue().isTextual()) {
                  assertThat(variants)
                      .as("variants of %s with another %s", family.name(), option.getKey())
                      .anyMatch(
                          options ->
                              !family
                                  .options(options)
                                  .get(option.getKey())
                                  .equals(option.getValue()));
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("variantsOverColumns")
  void going_to_latents_and_back_returns_the_rows(FlowVariant variant, Columns kind) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = (Flow) variant.perturbed(manager, kind, COLUMNS, 1);
      NDArray raw = manager.create(FlowVariant.rows(kind, 64, COLUMNS, 2));
      NDList noise = FlowVariant.noise(manager, flow, 64, 3);
      assertThat(roundTrip(flow, Pass.evaluation(manager, DataType.FLOAT64), raw, noise))
          .isLessThan(1e-9);
      // Six random LU factors between splines multiply the last bit of single precision.
      double single = variant.options().containsKey("linear") ? 1e-2 : 1e-4;
      assertThat(roundTrip(flow, Pass.evaluation(manager), raw, noise)).isLessThan(single);
    }
  }

  private static double roundTrip(Flow flow, Pass pass, NDArray raw, NDList noise) {
    NDArray back = flow.decode(pass, flow.score(pass, raw, noise).z());
    return back.sub(raw).abs().div(raw.abs().add(1.0)).max().getDouble();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void both_log_determinants_equal_a_numerical_jacobian(FlowVariant variant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = (Flow) variant.perturbed(manager, Columns.REAL, COLUMNS, 3);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      double[] at = FlowVariant.rows(Columns.REAL, 1, COLUMNS, 4)[0];
      NDArray x = manager.create(new double[][] {at});
      var bijection = flow.bijection();
      double forward = bijection.forward(pass, x).logDeterminant().sum().getDouble();
      double inverse = bijection.inverse(pass, x).logDeterminant().sum().getDouble();
      assertThat(forward)
          .isCloseTo(
              NumericalJacobian.logDeterminant(
                  manager, v -> bijection.forward(pass, v).value(), at),
              within(1e-4));
      assertThat(inverse)
          .isCloseTo(
              NumericalJacobian.logDeterminant(
                  manager, v -> bijection.inverse(pass, v).value(), at),
              within(1e-4));
    }
  }

  @ParameterizedTest
  @MethodSource("variantsOverColumns")
  void a_likelihood_is_that_of_the_latents_times_a_numerical_jacobian_in_raw_units(
      FlowVariant variant, Columns kind) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = (Flow) variant.perturbed(manager, kind, COLUMNS, 12);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      double[] row = FlowVariant.rows(kind, 1, COLUMNS, 13)[0];
      NDList noise = FlowVariant.noise(manager, flow, 1, 14);
      UnaryOperator<NDArray> toLatents =
          raw -> {
            NDList repeated = new NDList();
            noise.forEach(u -> repeated.add(u.repeat(0, raw.size(0))));
            return flow.score(pass, raw, repeated).z();
          };
      NDArray raw = manager.create(new double[][] {row});
      double[] z = toLatents.apply(raw).toDoubleArray();
      double base = Arrays.stream(z).map(v -> -0.5 * v * v - 0.5 * Math.log(2 * Math.PI)).sum();
      DensityModel.Likelihoods scored = flow.likelihoods(pass, raw, noise);
      assertThat(scored.total().getDouble())
          .isCloseTo(
              base + NumericalJacobian.logDeterminant(manager, toLatents, row), within(1e-4));
      assertThat(flow.score(pass, raw, noise).coreLogLikelihood().getDouble())
          .isCloseTo(scored.core().getDouble(), within(1e-9));
      assertThat(flow.likelihoodKind())
          .isEqualTo(kind == Columns.REAL ? LikelihoodKind.EXACT : LikelihoodKind.LOWER_BOUND);
    }
  }

  @ParameterizedTest
  @MethodSource("variantsOverColumns")
  void a_density_over_two_columns_integrates_to_one(FlowVariant variant, Columns kind) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DensityModel model = variant.perturbed(manager, kind, 2, 5);
      assertThat(DensityIntegral.overPlane(manager, model)).isCloseTo(1, within(0.01));
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void every_trained_parameter_receives_a_gradient(FlowVariant variant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DensityModel model = variant.perturbed(manager, Columns.REAL, COLUMNS, 6);
      try (NDManager step = manager.newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray x =
            step.create(FlowVariant.rows(Columns.REAL, 32, COLUMNS, 7))
                .toType(DataType.FLOAT32, false);
        Pass pass = Pass.training(step, Pass.InnerGradient.NONE);
        collector.backward(model.loss(pass, x, new NDList()));
      }
      assertThat(ParameterGradients.missing(model)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("variantsOverColumns")
  void an_evaluation_leaves_nothing_behind(FlowVariant variant, Columns kind) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = (Flow) variant.perturbed(manager, kind, COLUMNS, 8);
      int before = manager.getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        try (NDManager scope = manager.newSubManager()) {
          Pass pass = Pass.evaluation(scope);
          NDArray raw = scope.create(FlowVariant.rows(kind, 8, COLUMNS, i));
          flow.decode(pass, flow.score(pass, raw, FlowVariant.noise(scope, flow, 8, i)).z());
        }
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void the_same_seed_gives_the_same_weights_and_another_seed_others(FlowVariant variant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray raw = manager.create(FlowVariant.rows(Columns.REAL, 4, COLUMNS, 9));
      double[] first = scores(manager, variant, 10, raw);
      assertThat(scores(manager, variant, 10, raw)).isEqualTo(first);
      assertThat(scores(manager, variant, 11, raw)).isNotEqualTo(first);
    }
  }

  private static double[] scores(NDManager manager, FlowVariant variant, long seed, NDArray raw) {
    return variant
        .perturbed(manager, Columns.REAL, COLUMNS, seed)
        .logLikelihood(Pass.evaluation(manager), raw, new NDList())
        .toDoubleArray();
  }
}
