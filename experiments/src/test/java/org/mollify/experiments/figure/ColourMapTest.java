package org.mollify.experiments.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import org.junit.jupiter.api.Test;

class ColourMapTest {

  @Test
  void lightness_rises_in_equal_steps_along_the_vivid_ramp() {
    double first = lightness(ColourMap.VIVID.colour(0));
    double last = lightness(ColourMap.VIVID.colour(1));
    assertThat(last - first).isGreaterThan(65);
    double previous = first;
    for (int i = 1; i <= 20; i++) {
      double next = lightness(ColourMap.VIVID.colour(i / 20.0));
      assertThat(next - previous).isCloseTo((last - first) / 20, within(2.5));
      previous = next;
    }
  }

  @Test
  void the_pale_ramp_starts_at_white_and_stays_light() {
    assertThat(ColourMap.PALE.colour(0)).isEqualTo(Color.WHITE);
    assertThat(lightness(ColourMap.PALE.colour(1))).isBetween(70.0, 85.0);
  }

  @Test
  void values_off_the_ramp_take_its_ends_and_nan_the_first_colour() {
    ColourMap ramp = ColourMap.VIVID;
    assertThat(ramp.rgb(-1)).isEqualTo(ramp.rgb(0)).isEqualTo(ramp.rgb(Double.NaN));
    assertThat(ramp.rgb(Double.POSITIVE_INFINITY)).isEqualTo(ramp.rgb(1));
    assertThat(ramp.rgb(0.5)).isNotEqualTo(ramp.rgb(0)).isNotEqualTo(ramp.rgb(1));
  }

  /** CIE L* of an sRGB colour, 0 to 100: a measure of lightness other than the ramp's own. */
  private static double lightness(Color colour) {
    double y =
        0.2126 * linear(colour.getRed())
            + 0.7152 * linear(colour.getGreen())
            + 0.0722 * linear(colour.getBlue());
    return 116 * Math.cbrt(y) - 16;
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }
}
