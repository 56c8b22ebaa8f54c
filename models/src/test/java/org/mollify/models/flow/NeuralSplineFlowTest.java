package org.mollify.models.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mollify.models.ModelRegistry;
import org.mollify.models.block.Pass;
import org.mollify.models.transform.DataTransform;
import org.mollify.models.transform.Standardization;

class NeuralSplineFlowTest {

  private static DataTransform transform(int columns) {
    double[] mean = new double[columns];
    double[] scale = new double[columns];
    Arrays.fill(scale, 1);
    return new Standardization.Spec(mean, scale).build();
  }

  @Test
  void a_new_flow_scores_as_a_standard_normal_does() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = NeuralSplineFlow.build(transform(3), NeuralSplineFlow.Options.DEFAULT);
      flow.initialize(manager, 1);
      NDArray raw = manager.create(new double[][] {{0, 1, -2}, {9, -9, 0.5}});
      double[] scores =
          flow.logLikelihood(Pass.evaluation(manager, DataType.FLOAT64), raw, new NDList())
              .toDoubleArray();
      double constant = -1.5 * Math.log(2 * Math.PI);
      assertThat(scores)
          .containsExactly(
              new double[] {constant - 2.5, constant - (81 + 81 + 0.25) / 2}, within(1e-4));
    }
  }

  @Test
  void a_flow_with_linear_maps_starts_as_a_rotation_and_comes_back() {
    try (NDManager manager = NDManager.newBaseManager()) {
      var options = ModelRegistry.get("nsf").options(Map.of("linear", true, "hidden", 16));
      Flow flow = (Flow) ModelRegistry.get("nsf").build(transform(5), options);
      flow.initialize(manager, 1);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      NDArray raw = manager.create(new double[][] {{0, 1, -2, 0.5, 3}, {-1, 0.1, 0.2, 2, -4}});
      Flow.Score score = flow.score(pass, raw);
      double[] lengths = raw.square().sum(new int[] {1}).toDoubleArray();
      assertThat(score.z().square().sum(new int[] {1}).toDoubleArray())
          .containsExactly(lengths, within(1e-4));
      assertThat(score.z().sub(raw).abs().max().getDouble()).isGreaterThan(0.1);
      assertThat(flow.decode(pass, score.z()).sub(raw).abs().max().getDouble()).isLessThan(1e-6);
    }
  }

  @Test
  void data_of_one_column_are_refused() {
    assertThatThrownBy(() -> NeuralSplineFlow.build(transform(1), NeuralSplineFlow.Options.DEFAULT))
        .hasMessageStartingWith("nsf expects vectors of at least 2 columns")
        .hasMessageContaining("got data of shape (1)");
  }

  @Test
  void options_out_of_range_are_refused_by_name() {
    assertRefused("couplings", 0, "a whole number of at least 1; got 0");
    assertRefused("blocks", 0, "a whole number of at least 1; got 0");
    assertRefused("bins", 1, "a whole number of at least 2; got 1");
    assertRefused("tailBound", -1, "a positive number; got -1.0");
    assertThatThrownBy(() -> ModelRegistry.get("nsf").options(Map.of("bin", 8)))
        .hasMessageStartingWith("model nsf has no option bin (did you mean bins?)");
  }

  private static void assertRefused(String option, Object value, String expected) {
    assertThatThrownBy(() -> ModelRegistry.get("nsf").options(Map.of(option, value)))
        .hasMessage("model option %s expects %s".formatted(option, expected));
  }
}
