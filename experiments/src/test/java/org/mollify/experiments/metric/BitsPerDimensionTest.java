package org.mollify.experiments.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BitsPerDimensionTest {

  @Test
  void a_uniform_image_of_256_grey_levels_costs_eight_bits_per_dimension() {
    int dimensions = 3 * 32 * 32;
    double logLikelihood = -dimensions * Math.log(256);
    assertThat(BitsPerDimension.of(logLikelihood, dimensions)).isCloseTo(8, within(1e-12));
  }

  @Test
  void the_mean_is_taken_over_items() {
    double[] logLikelihoods = {-2 * Math.log(2), -6 * Math.log(2)};
    assertThat(BitsPerDimension.mean(logLikelihoods, 2)).isCloseTo(2, within(1e-15));
  }

  @Test
  void an_impossible_item_costs_infinitely_many_bits() {
    assertThat(BitsPerDimension.of(Double.NEGATIVE_INFINITY, 4)).isInfinite().isPositive();
  }

  @Test
  void bad_input_is_answered_in_one_line() {
    assertThatThrownBy(() -> BitsPerDimension.of(-1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dimensions must be at least 1, got 0");
    assertThatThrownBy(() -> BitsPerDimension.of(Double.NaN, 2))
        .hasMessage("the log-likelihood is NaN; bits per dimension need a number");
    assertThatThrownBy(() -> BitsPerDimension.mean(new double[0], 2))
        .hasMessage("mean bits per dimension need at least one log-likelihood, got none");
  }
}
