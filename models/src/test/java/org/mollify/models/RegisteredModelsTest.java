package org.mollify.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.models.flow.Flow;
import org.mollify.models.transform.Standardization;

/** What every flow of the registry must do, with parameters and statistics randomly perturbed. */
class RegisteredModelsTest {

  private static final int COLUMNS = 5;

  static Stream<String> models() {
    return ModelRegistry.all().stream().map(ModelFamily::name);
  }

  static DensityModel perturbed(NDManager manager, String name, int columns, long seed) {
    List<Column> names =
        IntStream.range(0, columns).mapToObj(i -> new Column("c" + i, ColumnType.REAL)).toList();
    SplittableRandom random = new SplittableRandom(seed);
    double[] mean = random.doubles(columns, -2, 2).toArray();
    double[] scale = random.doubles(columns, 0.5, 2).toArray();
    ModelSpec spec =
        ModelRegistry.describe(
            name,
            Map.of("hidden", 16),
            DataSpec.vector(names),
            new Standardization.Spec(mean, scale));
    DensityModel model = ModelRegistry.build(spec);
    model.initialize(manager, seed);
    for (Pair<String, Parameter> parameter : model.getParameters()) {
      perturb(parameter.getKey(), parameter.getValue(), random);
    }
    return model;
  }

  private static void perturb(String name, Parameter parameter, SplittableRandom random) {
    NDArray array = parameter.getArray();
    boolean constant = !parameter.requiresGradient() && !name.contains("running");
    if (constant) {
      return;
    }
    double low = name.contains("Variance") ? 0 : -0.2;
    float[] noise = new float[(int) array.size()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextDouble(low, 0.2);
    }
    try (NDManager scope = array.getManager().newSubManager()) {
      array.addi(scope.create(noise, array.getShape()));
    }
  }

  private static double[][] rows(int n, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, n)
        .mapToObj(i -> random.doubles(columns, -3, 3).toArray())
        .toArray(double[][]::new);
  }

  @ParameterizedTest
  @MethodSource("models")
  void going_to_latents_and_back_returns_the_rows(String name) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = (Flow) perturbed(manager, name, COLUMNS, 1);
      NDArray raw = manager.create(rows(64, COLUMNS, 2));
      Pass pass = Pass.evaluation(manager);
      NDArray back = flow.decode(pass, flow.score(pass, raw).z());
      double error = back.sub(raw).abs().div(raw.abs().add(1.0)).max().getDouble();
      assertThat(error).isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void both_log_determinants_equal_a_numerical_jacobian(String name) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = (Flow) perturbed(manager, name, COLUMNS, 3);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      double[] at = rows(1, COLUMNS, 4)[0];
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
  @MethodSource("models")
  void a_density_over_two_columns_integrates_to_one(String name) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DensityModel model = perturbed(manager, name, 2, 5);
      int side = 400;
      double half = 20;
      double cell = 2 * half / side;
      double total = 0;
      for (int i = 0; i < side; i++) {
        double[][] line = new double[side][];
        for (int j = 0; j < side; j++) {
          line[j] = new double[] {-half + (i + 0.5) * cell, -half + (j + 0.5) * cell};
        }
        try (NDManager scope = manager.newSubManager()) {
          NDArray score =
              model.logLikelihood(
                  Pass.evaluation(scope, DataType.FLOAT64), scope.create(line), new NDList());
          // Far from the data a score may overflow, which stands for a density of zero.
          total +=
              Arrays.stream(score.toDoubleArray()).filter(Double::isFinite).map(Math::exp).sum()
                  * cell
                  * cell;
        }
      }
      assertThat(total).isCloseTo(1, within(0.01));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void every_trained_parameter_receives_a_gradient(String name) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DensityModel model = perturbed(manager, name, COLUMNS, 6);
      try (NDManager step = manager.newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray x = step.create(rows(32, COLUMNS, 7)).toType(DataType.FLOAT32, false);
        Pass pass = Pass.training(step, Pass.InnerGradient.NONE);
        collector.backward(model.loss(pass, x, new NDList()));
      }
      List<String> without = new ArrayList<>();
      for (Pair<String, Parameter> parameter : model.getParameters()) {
        if (parameter.getValue().requiresGradient()) {
          try (NDArray gradient = parameter.getValue().getArray().getGradient();
              NDArray largest = gradient.abs().max()) {
            if (!(largest.getFloat() > 0)) {
              without.add(parameter.getKey());
            }
          }
        }
      }
      assertThat(without).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void an_evaluation_leaves_nothing_behind(String name) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Flow flow = (Flow) perturbed(manager, name, COLUMNS, 8);
      int before = manager.getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        try (NDManager scope = manager.newSubManager()) {
          Pass pass = Pass.evaluation(scope);
          NDArray raw = scope.create(rows(8, COLUMNS, i));
          flow.decode(pass, flow.score(pass, raw).z());
        }
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void the_same_seed_gives_the_same_weights_and_another_seed_others(String name) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray raw = manager.create(rows(4, COLUMNS, 9));
      double[] first = scores(manager, name, 10, raw);
      assertThat(scores(manager, name, 10, raw)).isEqualTo(first);
      assertThat(scores(manager, name, 11, raw)).isNotEqualTo(first);
    }
  }

  private static double[] scores(NDManager manager, String name, long seed, NDArray raw) {
    return perturbed(manager, name, COLUMNS, seed)
        .logLikelihood(Pass.evaluation(manager), raw, new NDList())
        .toDoubleArray();
  }
}
