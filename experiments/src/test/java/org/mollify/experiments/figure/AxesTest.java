package org.mollify.experiments.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AxesTest {

  @Test
  void ticks_are_round_numbers_within_the_range() {
    assertThat(Axes.ticks(-4.5, 4.5, 6)).containsExactly(-4, -2, 0, 2, 4);
    assertThat(Axes.ticks(0, 0.179, 6))
        .containsExactly(new double[] {0, .05, .1, .15}, within(1e-12));
    assertThat(Axes.ticks(-1, 1, 4)).containsExactly(-1, -0.5, 0, 0.5, 1);
    assertThat(Axes.ticks(0, 20000, 5)).containsExactly(0, 5000, 10000, 15000, 20000);
  }

  @Test
  void no_more_intervals_than_asked_for() {
    for (double high = 0.001; high < 1e5; high *= 1.37) {
      assertThat(Axes.ticks(0, high, 6)).hasSizeBetween(3, 7);
    }
  }

  @Test
  void an_empty_or_infinite_range_is_refused() {
    assertThatThrownBy(() -> new Axes(1, 1, 0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the x axis needs finite ends with the lower one first, got 1.0 to 1.0");
    assertThatThrownBy(() -> new Axes(0, 1, 0, Double.POSITIVE_INFINITY))
        .hasMessage("the y axis needs finite ends with the lower one first, got 0.0 to Infinity");
    assertThatThrownBy(() -> Axes.square(Double.NaN)).hasMessageStartingWith("the x axis needs");
  }

  @Test
  void numbers_are_set_short_with_a_true_minus_sign_and_raised_exponents() {
    assertThat(NumberText.tick(-4)).isEqualTo("\u22124");
    assertThat(NumberText.tick(0.15000000000000002)).isEqualTo("0.15");
    assertThat(NumberText.tick(0)).isEqualTo("0");
    assertThat(NumberText.tick(2e-12)).isEqualTo("2.0\u2009\u00D7\u200910\u207B\u00B9\u00B2");
    assertThat(NumberText.tick(0.0005)).isEqualTo("5.0\u2009\u00D7\u200910\u207B\u2074");
    assertThat(NumberText.tick(3e6)).isEqualTo("3.0\u2009\u00D7\u200910\u2076");
    assertThat(NumberText.scientific(-2.237e-8, 2))
        .isEqualTo("\u22122.24\u2009\u00D7\u200910\u207B\u2078");
    assertThat(NumberText.scientific(Double.NaN, 2)).isEqualTo("NaN");
    assertThat(NumberText.fixed(-2.7019, 3)).isEqualTo("\u22122.702");
    assertThat(NumberText.fixed(Double.NEGATIVE_INFINITY, 3)).isEqualTo("\u2212\u221E");
  }
}
