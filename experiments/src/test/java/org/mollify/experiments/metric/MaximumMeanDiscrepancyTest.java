package org.mollify.experiments.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaximumMeanDiscrepancyTest {

  private static final RbfKernel UNIT = new RbfKernel(1, 1);

  @ParameterizedTest(name = "{0} against {1} samples in {2} dimensions, l = {3}")
  @CsvSource({"2,2,1,1", "3,700,2,1", "255,256,2,0.3", "257,513,3,2.5", "600,40,7,10"})
  void both_estimates_equal_a_naive_double_loop(int n, int m, int width, double lengthscale) {
    double[][] x = gaussian(n, width, 0, 1, 1);
    double[][] y = gaussian(m, width, 0.4, 1.2, 2);
    RbfKernel kernel = new RbfKernel(lengthscale, 3);

    MmdResult result = MaximumMeanDiscrepancy.estimate(x, y, kernel);

    double across = 2 * naiveMean(x, y, kernel, true);
    double biased = naiveMean(x, x, kernel, true) + naiveMean(y, y, kernel, true) - across;
    double unbiased = naiveMean(x, x, kernel, false) + naiveMean(y, y, kernel, false) - across;
    assertThat(result.squaredBiased()).isCloseTo(biased, within(1e-12));
    assertThat(result.squaredUnbiased()).isCloseTo(unbiased, within(1e-12));
    assertThat(result.n()).isEqualTo(n);
    assertThat(result.m()).isEqualTo(m);
    assertThat(result.kernel()).isEqualTo(kernel);
  }

  @Test
  void the_estimate_approaches_the_closed_form_for_two_gaussians() {
    double shift = 1.5;
    double sd = 0.5;
    double[][] x = gaussian(4000, 2, 0, 1, 3);
    double[][] y = gaussian(4000, 2, shift, sd, 4);

    double exact =
        gaussianExpectation(0, 2, 2)
            + gaussianExpectation(0, 2 * sd * sd, 2)
            - 2 * gaussianExpectation(2 * shift * shift, 1 + sd * sd, 2);
    MmdResult result = MaximumMeanDiscrepancy.estimate(x, y, UNIT);

    assertThat(exact).isGreaterThan(0.5);
    assertThat(result.squaredUnbiased()).isCloseTo(exact, within(0.02));
    assertThat(result.squaredBiased()).isCloseTo(exact, within(0.02));
  }

  @Test
  void the_unbiased_estimate_averages_to_the_closed_form_and_the_biased_one_lies_above() {
    double shift = 0.3;
    double exact =
        2 * gaussianExpectation(0, 2, 2) - 2 * gaussianExpectation(2 * shift * shift, 2, 2);
    int repeats = 400;
    double unbiased = 0;
    double biased = 0;
    for (int r = 0; r < repeats; r++) {
      MmdResult result =
          MaximumMeanDiscrepancy.estimate(
              gaussian(60, 2, 0, 1, 1000 + r), gaussian(60, 2, shift, 1, 5000 + r), UNIT, 1);
      unbiased += result.squaredUnbiased() / repeats;
      biased += result.squaredBiased() / repeats;
    }
    // The bias of the V-statistic for n = m is (2 / n) (1 - mean within-set kernel).
    double bias = 2.0 / 60 * (1 - gaussianExpectation(0, 2, 2));
    assertThat(unbiased).isCloseTo(exact, within(0.003));
    assertThat(biased).isCloseTo(exact + bias, within(0.003));
  }

  @Test
  void exchanging_the_two_sets_changes_nothing_but_rounding() {
    double[][] x = gaussian(900, 2, 0, 1, 5);
    double[][] y = gaussian(300, 2, 1, 2, 6);
    MmdResult forward = MaximumMeanDiscrepancy.estimate(x, y, UNIT);
    MmdResult backward = MaximumMeanDiscrepancy.estimate(y, x, UNIT);
    assertThat(backward.squaredBiased()).isCloseTo(forward.squaredBiased(), within(1e-14));
    assertThat(backward.squaredUnbiased()).isCloseTo(forward.squaredUnbiased(), within(1e-14));
    assertThat(backward.n()).isEqualTo(300);
  }

  @Test
  void for_one_distribution_the_unbiased_estimate_is_negative_about_half_of_the_time() {
    int negative = 0;
    for (int r = 0; r < 100; r++) {
      MmdResult floor =
          MaximumMeanDiscrepancy.estimate(
              gaussian(100, 2, 0, 1, 2 * r), gaussian(100, 2, 0, 1, 2 * r + 1), UNIT, 1);
      assertThat(floor.squaredBiased()).isPositive();
      negative += floor.squaredUnbiased() < 0 ? 1 : 0;
    }
    assertThat(negative).isBetween(30, 80);
  }

  @Test
  void a_set_against_itself_gives_exactly_no_negative_biased_estimate() {
    double[][] x = gaussian(700, 3, 0, 1, 8);
    MmdResult same = MaximumMeanDiscrepancy.estimate(x, x.clone(), UNIT);
    assertThat(same.squaredBiased()).isBetween(0.0, 1e-13);
    assertThat(same.squaredUnbiased()).isNegative();
  }

  @ParameterizedTest(name = "{0} threads")
  @CsvSource({"2", "3", "8"})
  void the_number_of_threads_does_not_change_a_bit_of_the_result(int threads) {
    double[][] x = gaussian(1500, 2, 0, 1, 9);
    double[][] y = gaussian(1234, 2, 0.1, 1, 10);
    assertThat(MaximumMeanDiscrepancy.estimate(x, y, RbfKernel.PAPER, threads))
        .isEqualTo(MaximumMeanDiscrepancy.estimate(x, y, RbfKernel.PAPER, 1));
  }

  @Test
  void a_wrong_model_stands_many_times_above_the_floor_of_truth_against_truth() {
    double[][] truth = gaussian(2000, 2, 0, 1, 11);
    MmdResult floor =
        MaximumMeanDiscrepancy.estimate(truth, gaussian(2000, 2, 0, 1, 12), RbfKernel.PAPER);
    MmdResult model =
        MaximumMeanDiscrepancy.estimate(truth, gaussian(2000, 2, 0.5, 1, 13), RbfKernel.PAPER);
    assertThat(model.ratioTo(floor)).isGreaterThan(20);
  }

  @Test
  void the_kernel_is_the_printed_one_with_l_not_squared() {
    assertThat(RbfKernel.PAPER.at(0)).isEqualTo(1e-4);
    assertThat(new RbfKernel(4, 2).at(3)).isCloseTo(2 * Math.exp(-3.0 / 8), within(1e-15));
    assertThat(RbfKernel.PAPER).hasToString("RBF K(x,x') = 1.0E-4 exp(-||x-x'||^2 / (2*1.0))");
  }

  @Test
  void bad_input_is_answered_in_one_line() {
    double[][] good = gaussian(5, 2, 0, 1, 14);
    double[][] holed = gaussian(5, 2, 0, 1, 15);
    holed[3][1] = Double.NaN;
    double[][] ragged = {{1, 2}, {1}};
    assertThatThrownBy(() -> MaximumMeanDiscrepancy.estimate(good, holed, UNIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "row 3, column 1 of the second sample set is NaN; remove such samples and report how"
                + " many");
    assertThatThrownBy(() -> MaximumMeanDiscrepancy.estimate(ragged, good, UNIT))
        .hasMessage("row 1 of the first sample set has 1 columns, the rows before it have 2");
    assertThatThrownBy(() -> MaximumMeanDiscrepancy.estimate(good, new double[1][2], UNIT))
        .hasMessage("the second sample set needs at least 2 samples, got 1");
    assertThatThrownBy(() -> MaximumMeanDiscrepancy.estimate(good, new double[4][3], UNIT))
        .hasMessage("both sample sets must have one width, got 2 columns and 3 columns");
    assertThatThrownBy(() -> MaximumMeanDiscrepancy.estimate(good, good, UNIT, 0))
        .hasMessage("threads must be at least 1, got 0");
    assertThatThrownBy(() -> new RbfKernel(0, 1))
        .hasMessage("RBF kernel lengthscale must be a positive finite number, got 0.0");
    assertThatThrownBy(
            () ->
                MaximumMeanDiscrepancy.estimate(good, good, UNIT)
                    .ratioTo(MaximumMeanDiscrepancy.estimate(good, good, RbfKernel.PAPER)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a ratio needs two results with one kernel, got RBF");
  }

  /** E[exp(-||d||^2 / 2)] for d normal with squared mean norm and variance per coordinate. */
  private static double gaussianExpectation(double squaredMean, double variance, int width) {
    return Math.pow(1 + variance, -width / 2.0) * Math.exp(-squaredMean / (2 * (1 + variance)));
  }

  private static double naiveMean(
      double[][] a, double[][] b, RbfKernel kernel, boolean withDiagonal) {
    double sum = 0;
    long pairs = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        if (withDiagonal || i != j) {
          double squared = 0;
          for (int d = 0; d < a[i].length; d++) {
            squared += Math.pow(a[i][d] - b[j][d], 2);
          }
          sum += kernel.at(squared);
          pairs++;
        }
      }
    }
    return sum / pairs;
  }

  private static double[][] gaussian(int n, int width, double mean, double sd, long seed) {
    Random random = new Random(seed);
    double[][] rows = new double[n][width];
    for (double[] row : rows) {
      for (int d = 0; d < width; d++) {
        row[d] = mean + sd * random.nextGaussian();
      }
    }
    return rows;
  }
}
