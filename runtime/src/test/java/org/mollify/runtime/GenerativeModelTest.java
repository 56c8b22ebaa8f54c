package org.mollify.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.bundle.BundleException;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestDeepBundle;

class GenerativeModelTest {
  @TempDir Path folder;

  @Test
  void samples_follow_the_model_and_its_temperature() throws IOException {
    try (GenerativeModel model = affine()) {
      double[][] rows = model.sample(20_000, 3);
      double[][] cold = model.sample(20_000, 3, 0.5);
      for (int c = 0; c < 3; c++) {
        int column = c;
        double mean = Arrays.stream(rows).mapToDouble(r -> r[column]).average().orElseThrow();
        double m = TestBundles.SHIFT[c];
        double s = TestBundles.SCALE[c];
        double variance =
            Arrays.stream(rows).mapToDouble(r -> sq((r[column] - m) / s)).average().orElseThrow();
        assertThat((mean - m) / s).isCloseTo(0, within(0.03));
        assertThat(variance).isCloseTo(1, within(0.05));
        for (int i = 0; i < 100; i++) {
          assertThat((cold[i][c] - m) / s).isCloseTo((rows[i][c] - m) / s / 2, within(1e-9));
        }
      }
    }
  }

  @Test
  void a_vanishing_temperature_gives_the_mode_of_the_noise() throws IOException {
    try (GenerativeModel model = affine()) {
      assertThat(model.sample(1, 1, 1e-30)[0]).containsExactly(TestBundles.SHIFT);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 17, 64})
  void the_first_samples_do_not_depend_on_how_many_are_asked_for(int n) throws IOException {
    Path bundle = TestDeepBundle.write(folder, "deep");
    try (GenerativeModel model = GenerativeModel.open(bundle);
        GenerativeModel small =
            GenerativeModel.open(bundle, RuntimeOptions.defaults().withBatchRows(16))) {
      double[][] all = model.sample(1500, 9);
      assertThat(model.sample(n, 9)).isDeepEqualTo(Arrays.copyOf(all, n));
      assertThat(model.sample(5, n, 9, 1)).isDeepEqualTo(Arrays.copyOfRange(all, 5, 5 + n));
      assertThat(small.sample(1500, 9)).isDeepEqualTo(all);
    }
  }

  @Test
  void a_score_does_not_depend_on_its_neighbours() throws IOException {
    try (GenerativeModel model = GenerativeModel.open(TestDeepBundle.write(folder, "deep"))) {
      double[][] rows = model.sample(1100, 4);
      double[] together = model.score(rows).logLikelihood();
      for (int i : new int[] {0, 1, 15, 16, 1023, 1024, 1099}) {
        double alone = model.score(new double[][] {rows[i]}).logLikelihood()[0];
        assertThat(alone).as("row %s", i).isEqualTo(together[i]);
      }
      double[] seven = model.score(Arrays.copyOfRange(rows, 3, 10)).logLikelihood();
      assertThat(seven).isEqualTo(Arrays.copyOfRange(together, 3, 10));
    }
  }

  @Test
  void answers_do_not_depend_on_the_number_of_threads() throws IOException {
    Path bundle = TestDeepBundle.write(folder, "deep");
    RuntimeOptions threads = RuntimeOptions.defaults().withIntraOpThreads(3);
    try (GenerativeModel one = GenerativeModel.open(bundle);
        GenerativeModel three = GenerativeModel.open(bundle, threads)) {
      double[][] rows = one.sample(1000, 12);
      assertThat(three.sample(1000, 12)).isDeepEqualTo(rows);
      assertThat(three.score(rows).logLikelihood()).isEqualTo(one.score(rows).logLikelihood());
    }
  }

  @Test
  void streaming_gives_the_same_rows_in_order() throws IOException {
    try (GenerativeModel model = affine()) {
      List<double[]> streamed = new ArrayList<>();
      model.sample(2, 2500, 8, 1, streamed::add);
      assertThat(streamed.toArray(double[][]::new)).isDeepEqualTo(model.sample(2, 2500, 8, 1));
    }
  }

  @Test
  void exact_scores_equal_the_closed_form() throws IOException {
    try (GenerativeModel model = affine()) {
      double[][] rows = model.sample(50, 2);
      Scores scores = model.score(rows);
      assertThat(scores.kind()).isEqualTo("exact");
      assertThat(scores.samples()).isNull();
      assertThat(scores.heldOut()).isEqualTo(199);
      double logScale = Arrays.stream(TestBundles.SCALE).map(Math::log).sum();
      for (int i = 0; i < rows.length; i++) {
        double expected = TestBundles.affineLogLikelihood(rows[i]);
        assertThat(scores.logLikelihood()[i]).isCloseTo(expected, within(1e-9));
        assertThat(scores.coreLogLikelihood()[i]).isCloseTo(expected + logScale, within(1e-9));
        assertThat(scores.bitsPerDimension()[i])
            .isCloseTo(-expected / (3 * Math.log(2)), within(1e-9));
        assertThat(scores.finite()[i]).isTrue();
      }
    }
  }

  @Test
  void latents_decode_to_the_rows_they_were_encoded_from() throws IOException {
    try (GenerativeModel model = affine()) {
      double[][] rows = model.sample(40, 6);
      double[][] back = model.decode(model.encode(rows));
      for (int i = 0; i < rows.length; i++) {
        assertThat(back[i]).containsExactly(rows[i], within(1e-6));
      }
    }
  }

  @Test
  void a_bundle_without_a_role_says_which_roles_it_has() throws IOException {
    try (GenerativeModel model = GenerativeModel.open(TestDeepBundle.write(folder, "deep"))) {
      assertThatThrownBy(() -> model.encode(model.sample(1, 1)))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("bundle deep has no role encode; it has [loglik, sample]");
    }
  }

  @Test
  void a_lower_bound_tightens_towards_the_likelihood_as_samples_grow() throws IOException {
    try (GenerativeModel model = bound(8)) {
      double[][] rows = {{0.3, -0.4}, {1.5, 2.0}, {-2.5, 0.1}};
      for (int i = 0; i < rows.length; i++) {
        double[][] one = {rows[i]};
        double exact = TestBundles.boundedLogLikelihood(rows[i]);
        assertThat(meanBound(model, one, 1)).isLessThan(meanBound(model, one, 16));
        assertThat(meanBound(model, one, 16)).isLessThan(exact);
        double tight = model.score(one, new ScoreOptions(20_000, 1L)).logLikelihood()[0];
        assertThat(tight).isCloseTo(exact, within(0.05));
      }
    }
  }

  @Test
  void a_bound_does_not_depend_on_how_many_samples_one_pass_returns() throws IOException {
    double[][] rows = {{0.3, -0.4}, {1.5, 2.0}};
    ScoreOptions options = new ScoreOptions(37, 5L);
    double[] expected;
    try (GenerativeModel model = bound(1)) {
      expected = model.score(rows, options).logLikelihood();
    }
    for (int perPass : new int[] {4, 37, 50}) {
      try (GenerativeModel model = bound(perPass)) {
        assertThat(model.score(rows, options).logLikelihood())
            .containsExactly(expected, within(1e-12));
      }
    }
  }

  @Test
  void a_bound_is_scored_like_its_calibration_unless_told_otherwise() throws IOException {
    try (GenerativeModel model = bound(8)) {
      Scores scores = model.score(new double[][] {{0, 0}});
      assertThat(scores.kind()).isEqualTo("lower-bound");
      assertThat(scores.samples()).isEqualTo(32);
      assertThat(scores.seed()).isEqualTo(11);
      assertThat(scores.heldOut()).isEqualTo(4);
      Scores other = model.score(new double[][] {{0, 0}}, new ScoreOptions(5, 3L));
      assertThat(other.samples()).isEqualTo(5);
      assertThat(other.seed()).isEqualTo(3);
      assertThat(other.logLikelihood()).isNotEqualTo(scores.logLikelihood());
    }
  }

  @Test
  void uniform_noise_reaches_the_graph_unscaled() throws IOException {
    try (GenerativeModel model = bound(2)) {
      for (double[] row : model.sample(200, 1, 1e-30)) {
        assertThat(row[0]).isGreaterThanOrEqualTo(0).isLessThanOrEqualTo(1);
        assertThat(row[0]).isNotEqualTo(0);
      }
    }
  }

  @Test
  void a_score_that_overflows_is_reported_and_is_no_error() throws IOException {
    try (GenerativeModel model =
        GenerativeModel.open(TestBundles.overflowing(folder, "overflow"))) {
      Scores scores = model.score(new double[][] {{0, 0}, {800, 0}, {400, 0}});
      assertThat(scores.finite()).containsExactly(true, false, false);
      assertThat(scores.logLikelihood())
          .containsExactly(-2, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
      assertThat(scores.bitsPerDimension()[1]).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(scores.anomalyPercentile()[1]).isEqualTo(100);
      assertThat(scores.anomalyPercentile()[2]).isEqualTo(100);
      assertThat(scores.coreLogLikelihood()).isNull();
    }
  }

  @Test
  void concurrent_calls_give_the_answers_of_single_calls() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try (GenerativeModel model = GenerativeModel.open(TestDeepBundle.write(folder, "deep"))) {
      double[][] expected = model.sample(300, 1);
      double[] scores = model.score(expected).logLikelihood();
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        int n = 1 + i * 4;
        calls.add(
            () ->
                Arrays.deepEquals(model.sample(n, 1), Arrays.copyOf(expected, n))
                    && Arrays.equals(
                        model.score(Arrays.copyOf(expected, n)).logLikelihood(),
                        Arrays.copyOf(scores, n)));
      }
      for (var answer : pool.invokeAll(calls)) {
        assertThat(answer.get()).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void a_closed_model_says_so() throws IOException {
    GenerativeModel model = affine();
    model.close();
    model.close();
    assertThatThrownBy(() -> model.sample(1, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model is closed; open it again");
  }

  @Test
  void bad_sampling_arguments_get_one_clear_line() throws IOException {
    try (GenerativeModel model = affine()) {
      assertThatThrownBy(() -> model.sample(0, 1)).hasMessage("n is 0; expected 1 or more");
      assertThatThrownBy(() -> model.sample(-3, 1)).hasMessage("n is -3; expected 1 or more");
      assertThatThrownBy(() -> model.sample(Integer.MAX_VALUE, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("n is 2147483647; at most 44739242 rows of 3 values fit");
      assertThatThrownBy(() -> model.sample(1, 1, 0))
          .hasMessage("temperature is 0.0; expected a finite number above 0");
      assertThatThrownBy(() -> model.sample(1, 1, Double.NaN)).hasMessageContaining("NaN");
      assertThatThrownBy(() -> model.sample(1, 1, Double.POSITIVE_INFINITY))
          .hasMessageContaining("Infinity");
      assertThatThrownBy(() -> model.sample(-1, 1, 1, 1))
          .hasMessageStartingWith("first index is -1; expected 0 to");
    }
  }

  @Test
  void bad_rows_are_named_by_row_and_column() throws IOException {
    try (GenerativeModel model = affine()) {
      double[] good = {1, 2, 3};
      assertThatThrownBy(() -> model.score(new double[0][]))
          .hasMessage("no rows; expected at least one");
      assertThatThrownBy(() -> model.score(new double[][] {good, {1, 2}}))
          .hasMessage("rows[1] has 2 values; expected 3 (alcohol, pH, time stamp)");
      assertThatThrownBy(() -> model.score(new double[][] {good, good, {1, Double.NaN, 3}}))
          .hasMessage("rows[2][1] (column \"pH\") is NaN; expected a finite number");
      assertThatThrownBy(() -> model.score(new double[][] {{1, 2, Double.NEGATIVE_INFINITY}}))
          .hasMessageContaining("(column \"time stamp\") is -Infinity");
      assertThatThrownBy(() -> model.decode(new double[][] {{1}}))
          .hasMessage("rows[0] has 1 value; expected 3");
      assertThatThrownBy(() -> new ScoreOptions(0, null))
          .hasMessage("samples is 0; expected 1 to 1000000");
    }
  }

  @Test
  void cuda_in_a_build_without_it_fails_clearly_or_falls_back_when_told() throws IOException {
    Path bundle = TestBundles.affine(folder, "affine");
    org.junit.jupiter.api.Assumptions.assumeFalse(Provider.CUDA.inThisBuild());
    RuntimeOptions cuda = RuntimeOptions.defaults().withProvider(Provider.CUDA);
    assertThatThrownBy(() -> GenerativeModel.open(bundle, cuda))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("provider CUDA is not in this build")
        .hasMessageContaining("use the CPU provider or the CUDA build");
    try (GenerativeModel model = GenerativeModel.open(bundle, cuda.withCpuFallback(true))) {
      assertThat(model.provider()).isEqualTo(Provider.CPU);
      assertThat(model.sample(1, 1)).hasDimensions(1, 3);
    }
  }

  @Test
  void an_unproven_bundle_opens_and_is_flagged() throws IOException {
    Path bundle = TestBundles.unproven(TestBundles.affine(folder, "affine"));
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      assertThat(model.proven()).isFalse();
      assertThat(model.manifest().proof().status()).isEqualTo("unproven");
    }
  }

  private GenerativeModel affine() throws IOException {
    return GenerativeModel.open(TestBundles.affine(folder, "affine"));
  }

  private GenerativeModel bound(int perPass) throws IOException {
    return GenerativeModel.open(
        TestBundles.lowerBound(folder.resolve("bound" + perPass), "bound", perPass));
  }

  private static double meanBound(GenerativeModel model, double[][] row, int samples) {
    double total = 0;
    for (long seed = 0; seed < 100; seed++) {
      total += model.score(row, new ScoreOptions(samples, seed)).logLikelihood()[0];
    }
    return total / 100;
  }

  private static double sq(double x) {
    return x * x;
  }
}
