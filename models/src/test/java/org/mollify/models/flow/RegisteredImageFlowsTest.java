package org.mollify.models.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.models.ModelRegistry;
import org.mollify.models.bijection.Transformed;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.density.LikelihoodKind;
import org.mollify.models.testing.ImageFlowVariant;
import org.mollify.models.testing.ImageFlowVariant.Pixels;
import org.mollify.models.testing.NumericalJacobian;
import org.mollify.models.testing.ParameterGradients;
import org.mollify.models.transform.PixelScaling;
import org.mollify.models.transform.Standardization;

/** What every flow over images of the registry must do, with parameters and statistics moved. */
class RegisteredImageFlowsTest {

  private static final long D = ImageFlowVariant.IMAGE.size();

  static Stream<ImageFlowVariant> variants() {
    return ImageFlowVariant.all();
  }

  static Stream<Arguments> variantsOverPixels() {
    return ImageFlowVariant.all()
        .flatMap(
            variant -> Arrays.stream(Pixels.values()).map(pixels -> Arguments.of(variant, pixels)));
  }

  @ParameterizedTest
  @MethodSource("variantsOverPixels")
  void going_to_latents_and_back_returns_the_images(ImageFlowVariant variant, Pixels pixels) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = variant.perturbed(manager, pixels, 1);
      NDArray raw = ImageFlowVariant.images(manager, 16, 2);
      NDList noise = ImageFlowVariant.noise(manager, flow, 16, 3);
      Pass exact = Pass.evaluation(manager, DataType.FLOAT64);
      NDArray z = flow.score(exact, raw, noise).z();
      NDArray continuous = flow.transform().dequantize(exact, raw, noise);
      assertThat(flow.decodeContinuous(exact, z).sub(continuous).abs().max().getDouble())
          .isLessThan(1e-3);
      NDArray single = flow.score(Pass.evaluation(manager), raw, noise).z();
      NDArray back = flow.decode(Pass.evaluation(manager), single).toType(DataType.FLOAT64, false);
      double exactly =
          back.sub(raw).abs().lte(0.5).toType(DataType.FLOAT64, false).mean().getDouble();
      assertThat(exactly).isGreaterThan(0.99);
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void both_log_determinants_equal_a_numerical_jacobian(ImageFlowVariant variant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = variant.perturbed(manager, Pixels.PLAIN, 3);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      NDArray x = flow.transform().toModelSpace(pass, ImageFlowVariant.images(manager, 1, 4));
      Transformed forward = flow.bijection().forward(pass, x);
      Transformed inverse = flow.bijection().inverse(pass, forward.value());
      assertThat(forward.logDeterminant().sum().getDouble())
          .isCloseTo(
              NumericalJacobian.logDeterminant(
                  manager,
                  v -> flow.bijection().forward(pass, images(v)).value(),
                  x.toDoubleArray()),
              within(1e-4));
      assertThat(inverse.logDeterminant().sum().getDouble())
          .isCloseTo(
              NumericalJacobian.logDeterminant(
                  manager,
                  v -> flow.bijection().inverse(pass, v).value().reshape(-1, D),
                  forward.value().toDoubleArray()),
              within(1e-4));
    }
  }

  private static NDArray images(NDArray flat) {
    return flat.reshape(new Shape(-1).addAll(ImageFlowVariant.IMAGE));
  }

  @ParameterizedTest
  @MethodSource("variantsOverPixels")
  void a_likelihood_is_that_of_the_latents_times_a_numerical_jacobian_in_raw_units(
      ImageFlowVariant variant, Pixels pixels) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = variant.perturbed(manager, pixels, 5);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      NDArray raw = ImageFlowVariant.images(manager, 1, 6);
      NDList noise = ImageFlowVariant.noise(manager, flow, 1, 7);
      NDArray continuous = flow.transform().dequantize(pass, raw, noise);
      double[] z = flow.score(pass, raw, noise).z().toDoubleArray();
      double base = Arrays.stream(z).map(v -> -0.5 * v * v - 0.5 * Math.log(2 * Math.PI)).sum();
      double jacobian =
          NumericalJacobian.logDeterminant(
              manager,
              v -> {
                NDArray x = flow.transform().toModelSpace(pass, images(v));
                return flow.bijection().forward(pass, x).value();
              },
              continuous.toDoubleArray());
      assertThat(flow.logLikelihood(pass, raw, noise).getDouble())
          .isCloseTo(base + jacobian, within(1e-3));
      assertThat(flow.likelihoodKind())
          .isEqualTo(
              pixels == Pixels.PLAIN ? LikelihoodKind.UNDEQUANTISED : LikelihoodKind.LOWER_BOUND);
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void a_sample_has_one_likelihood_whichever_way_it_is_computed(ImageFlowVariant variant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = variant.perturbed(manager, Pixels.DEQUANTISED, 8);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      NDList noise = new NDList();
      for (NoiseInput input : flow.sampleNoise()) {
        noise.add(
            manager.randomNormal(0, 1, new Shape(6).addAll(input.itemShape()), DataType.FLOAT64));
      }
      NDArray z = flow.latents(noise);
      Transformed x = flow.bijection().inverse(pass, z);
      double[] back = StandardNormal.logDensity(pass, z).sub(x.logDeterminant()).toDoubleArray();
      double[] down = flow.coreLogLikelihood(pass, x.value(), new NDList()).toDoubleArray();
      for (int i = 0; i < back.length; i++) {
        assertThat(down[i]).isCloseTo(back[i], within(1e-7 * (1 + Math.abs(back[i]))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void latents_are_as_many_as_grey_levels_and_lie_scale_by_scale(ImageFlowVariant variant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = variant.perturbed(manager, Pixels.PLAIN, 9);
      List<NoiseInput> noise = flow.sampleNoise();
      assertThat(noise).extracting(NoiseInput::name).containsExactly("z0", "z1");
      assertThat(noise.stream().mapToLong(input -> input.itemShape().size()).sum()).isEqualTo(D);
      NDArray z = flow.score(Pass.evaluation(manager), ImageFlowVariant.images(manager, 3, 1)).z();
      assertThat(z.getShape().getShape()).containsExactly(3, D);
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void what_is_trained_is_what_is_scored(ImageFlowVariant variant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = variant.perturbed(manager, Pixels.PLAIN, 10);
      assumeThat(variant.model()).as("RealNVP normalises batches").isNotEqualTo("realnvp-image");
      Pass scoring = Pass.evaluation(manager);
      NDArray x = flow.transform().toModelSpace(scoring, ImageFlowVariant.images(manager, 4, 11));
      double scored = flow.coreLogLikelihood(scoring, x, new NDList()).mean().getDouble();
      Pass training = Pass.training(manager, Pass.InnerGradient.NONE);
      assertThat((double) flow.loss(training, x, new NDList()).getFloat())
          .isCloseTo(-scored, within(1e-4 * (1 + Math.abs(scored))));
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void every_trained_parameter_receives_a_gradient(ImageFlowVariant variant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = variant.perturbed(manager, Pixels.PLAIN, 10);
      try (NDManager step = manager.newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        Pass pass = Pass.training(step, Pass.InnerGradient.NONE);
        NDArray x = flow.transform().toModelSpace(pass, ImageFlowVariant.images(step, 8, 11));
        collector.backward(flow.loss(pass, x, new NDList()));
      }
      assertThat(ParameterGradients.missing(flow)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void a_score_does_not_depend_on_the_neighbours_and_leaves_nothing_behind(
      ImageFlowVariant variant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = variant.perturbed(manager, Pixels.PLAIN, 12);
      int before = manager.getManagedArrays().size();
      try (NDManager scope = manager.newSubManager()) {
        Pass pass = Pass.evaluation(scope, DataType.FLOAT64);
        NDArray raw = ImageFlowVariant.images(scope, 5, 13);
        double[] together = flow.score(pass, raw).logLikelihood().toDoubleArray();
        double alone = flow.score(pass, raw.get("3:4")).logLikelihood().toDoubleArray()[0];
        assertThat(alone).isCloseTo(together[3], within(1e-9 * Math.abs(alone)));
        flow.decode(pass, flow.score(pass, raw).z());
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void the_same_seed_gives_the_same_weights_and_another_seed_others(ImageFlowVariant variant) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray raw = ImageFlowVariant.images(manager, 4, 14);
      double[] first = scores(manager, variant, 15, raw);
      assertThat(scores(manager, variant, 15, raw)).isEqualTo(first);
      assertThat(scores(manager, variant, 16, raw)).isNotEqualTo(first);
    }
  }

  private static double[] scores(
      NDManager manager, ImageFlowVariant variant, long seed, NDArray raw) {
    return variant
        .perturbed(manager, Pixels.PLAIN, seed)
        .score(Pass.evaluation(manager), raw)
        .logLikelihood()
        .toDoubleArray();
  }

  @Test
  void the_first_batch_gives_every_channel_mean_zero_and_deviation_one() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow =
          ImageGlow.build(
              new PixelScaling.Spec(2, 4, 4, false).build(),
              new ImageGlow.Options(1, 1, 6, ImageGlow.Coupling.ADDITIVE, ScalePrior.CHANNEL));
      flow.initialize(manager, 1);
      Pass pass = Pass.evaluation(manager);
      NDArray x =
          flow.transform().toModelSpace(pass, ImageFlowVariant.images(manager, 32, 2)).add(3f);
      flow.readFirstBatch(x);
      NDArray z = flow.bijection().forward(pass, x).value().reshape(32, 8, 4);
      NDArray channels = z.transpose(1, 0, 2).reshape(8, -1);
      // A rotation of standardised channels: means stay zero, and so does the total variance.
      assertThat(channels.mean(new int[] {1}).abs().max().getFloat()).isLessThan(1e-5f);
      float variance = channels.square().sum().getFloat() / (8 * (32 * 4 - 1));
      assertThat(variance).isCloseTo(1, within(1e-4f));
    }
  }

  @Test
  void tables_and_sides_that_cannot_be_halved_are_refused() {
    assertThatThrownBy(
            () ->
                ImageGlow.build(
                    new PixelScaling.Spec(3, 28, 28, false).build(), ImageGlow.Options.DEFAULT))
        .hasMessage(
            "glow-image halves images 3 times, so their sides must be multiples of 8; got 28 by 28"
                + " pixels");
    assertThatThrownBy(
            () ->
                ModelRegistry.get("realnvp-image")
                    .build(
                        Standardization.identity(4).build(),
                        ModelRegistry.get("realnvp-image").options(Map.of())))
        .hasMessageContaining("realnvp-image is for images")
        .hasMessageContaining("tables take realnvp");
  }

  @Test
  void the_glow_of_the_paper_has_the_size_that_was_counted() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow =
          ImageGlow.build(
              new PixelScaling.Spec(3, 32, 32, false).build(), ImageGlow.Options.DEFAULT);
      flow.initialize(manager, 1);
      assertThat(flow.parameterCount() / 1e6).isCloseTo(27.53, within(0.2));
    }
  }
}
