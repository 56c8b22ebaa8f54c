package org.mollify.runtime.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LogMeanExpTest {

  @Property(tries = 300)
  void equals_the_direct_formula_shifted_by_any_constant(
      @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = -30, max = 30) Double> weights,
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double shift) {
    double direct = Math.log(weights.stream().mapToDouble(Math::exp).average().orElseThrow());
    double[] shifted = weights.stream().mapToDouble(w -> w + shift).toArray();
    assertThat(of(shifted)).isCloseTo(direct + shift, within(1e-9));
  }

  @Test
  void one_weight_is_its_own_mean_to_the_last_bit() {
    assertThat(of(-1234.56789)).isEqualTo(-1234.56789);
  }

  @Test
  void weights_of_zero_count_in_the_mean() {
    assertThat(of(Double.NEGATIVE_INFINITY, 0)).isCloseTo(Math.log(0.5), within(1e-15));
    assertThat(of(0, Double.NEGATIVE_INFINITY)).isCloseTo(Math.log(0.5), within(1e-15));
    assertThat(of(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void an_overflowed_weight_spoils_the_mean() {
    assertThat(of(0, Double.NaN, 1)).isNaN();
    assertThat(of(Double.POSITIVE_INFINITY, 1)).isNaN();
  }

  private static double of(double... weights) {
    LogMeanExp mean = new LogMeanExp();
    for (double weight : weights) {
      mean.add(weight);
    }
    return mean.value();
  }
}
