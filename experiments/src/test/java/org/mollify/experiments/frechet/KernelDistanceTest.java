package org.mollify.experiments.frechet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KernelDistanceTest {

  @Test
  void two_samples_of_one_distribution_are_within_the_interval_of_zero() {
    KernelResult result = KernelDistance.overBlocks(normal(2000, 0, 1), normal(2000, 0, 2), 100, 5);
    assertThat(result.subsets()).isEqualTo(20);
    assertThat(result.disjoint()).isTrue();
    assertThat(result.low()).isNegative();
    assertThat(result.high()).isPositive();
  }

  @Test
  void shifted_samples_lie_clearly_above_zero_and_subsets_agree_with_all_rows() {
    FeatureSet a = normal(500, 0, 1);
    FeatureSet b = normal(600, 0.5, 2);
    KernelResult result = KernelDistance.overSubsets(a, b, 50, 100, 3);
    double all = KernelDistance.unbiased(a, b);
    assertThat(result.low()).isPositive();
    assertThat(all).isCloseTo(result.mean(), within(4 * result.standardError()));
    assertThat(result.subsetSize()).isEqualTo(100);
    assertThat(result.high() - result.mean())
        .isCloseTo(result.mean() - result.low(), within(1e-12));
  }

  @Test
  void the_drawing_depends_on_the_seed_alone() {
    FeatureSet a = normal(300, 0, 1);
    FeatureSet b = normal(300, 0.2, 2);
    KernelResult once = KernelDistance.overSubsets(a, b, 10, 50, 3);
    assertThat(KernelDistance.overSubsets(a, b, 10, 50, 3)).isEqualTo(once);
    assertThat(KernelDistance.overSubsets(a, b, 10, 50, 4)).isNotEqualTo(once);
  }

  @Test
  void sizes_that_do_not_fit_are_refused() {
    FeatureSet a = normal(30, 0, 1);
    assertThatThrownBy(() -> KernelDistance.overSubsets(a, a, 100, 1000, 1))
        .hasMessage("a subset has 2 to 30 items here (the sets have 30 and 30), got 1000");
    assertThatThrownBy(() -> KernelDistance.overSubsets(a, a, 1, 10, 1))
        .hasMessage("a confidence interval needs at least 2 subsets, got 1");
    assertThatThrownBy(() -> KernelDistance.overBlocks(a, a, 20, 1))
        .hasMessage("30 items give no two blocks of 20; take smaller blocks");
    assertThatThrownBy(() -> KernelDistance.unbiased(a, new FeatureSet("other", 4, new float[40])))
        .hasMessage(
            "features of different networks cannot be compared: \"normal\" (4) and \"other\" (4)");
  }

  @Test
  void the_interval_uses_students_t() {
    // Tables: 1 degree 12.7062, 11 degrees 2.2010, 99 degrees 1.9842.
    assertThat(StudentQuantile.twoSided95(1)).isCloseTo(12.7062, within(1e-4));
    assertThat(StudentQuantile.twoSided95(11)).isCloseTo(2.2010, within(5e-4));
    assertThat(StudentQuantile.twoSided95(99)).isCloseTo(1.9842, within(1e-4));
  }

  private static FeatureSet normal(int count, double mean, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + random.nextGaussian());
    }
    return new FeatureSet("normal", 4, values);
  }
}
