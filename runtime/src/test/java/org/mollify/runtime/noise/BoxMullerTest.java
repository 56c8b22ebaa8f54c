package org.mollify.runtime.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoxMullerTest {
  private static final long MOST = (1L << 53) - 1;

  @Property(tries = 20_000)
  void logarithms_are_those_of_the_library(@ForAll @LongRange(min = 1, max = 1L << 53) long a) {
    double x = a * 0x1.0p-53;
    double expected = StrictMath.log(x);
    assertThat(BoxMuller.ln(x)).isCloseTo(expected, within(3 * Math.ulp(expected)));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {1, 2, 3, MOST, MOST - 1, MOST / 2, MOST / 2 + 1, 6369051672525772L, 1L << 53})
  void logarithms_at_ends_and_seams_are_those_of_the_library(long a) {
    logarithms_are_those_of_the_library(a);
  }

  @Property(tries = 20_000)
  void pairs_are_those_of_the_library(
      @ForAll @LongRange(max = MOST) long a, @ForAll @LongRange(max = MOST) long b) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log((a + 1) * 0x1.0p-53));
    double angle = 2 * StrictMath.PI * (b * 0x1.0p-53);
    double[] pair = new double[2];
    BoxMuller.pair(a, b, 1, pair);
    // The angle as the library gets it is a rounded one, up to half a unit of 2 pi off.
    assertThat(pair[0])
        .isCloseTo(radius * StrictMath.cos(angle), within(1e-15 * (radius + 1e-300)));
    assertThat(pair[1])
        .isCloseTo(radius * StrictMath.sin(angle), within(1e-15 * (radius + 1e-300)));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0", "1, 0, 1", "2, -1, 0", "3, 0, -1"})
  void quarters_of_a_turn_are_exact(int quarter, double cos, double sin) {
    double[] pair = new double[2];
    BoxMuller.pair(0, quarter * (1L << 51), 1, pair);
    double radius = StrictMath.sqrt(-2 * StrictMath.log(0x1.0p-53));
    assertThat(pair[0]).isCloseTo(cos * radius, within(Math.ulp(radius)));
    assertThat(pair[1]).isCloseTo(sin * radius, within(Math.ulp(radius)));
    assertThat(pair[0] * pair[1]).isZero();
  }

  @Test
  void the_largest_normal_is_finite_and_the_smallest_is_zero() {
    double[] pair = new double[2];
    BoxMuller.pair(0, 0, 1, pair);
    assertThat(pair[0]).isCloseTo(8.5716, within(1e-4));
    BoxMuller.pair(MOST, 12345, 1, pair);
    assertThat(pair[0]).isZero();
    assertThat(pair[1]).isZero();
  }
}
