package org.mollify.experiments.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DrawnPicturesTest {

  @Test
  void grey_levels_are_rounded_halves_up_and_clamped() {
    DrawnPictures drawn =
        DrawnPictures.of(new double[][] {{-1, 0.49, 0.5, 254.5, 256, 128}}, 1, 2, 3);
    assertThat(drawn.pixels().values()).containsExactly(0, 0, 1, 255, 255, 128);
    assertThat(drawn.pixels().count()).isEqualTo(1);
    assertThat(drawn.nonFinite()).isZero();
  }

  @Test
  void samples_with_values_that_are_no_numbers_are_counted_and_drawn() {
    double[][] samples = {
      {Double.NaN, 7}, {1, 2}, {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}
    };
    DrawnPictures drawn = DrawnPictures.of(samples, 1, 1, 2);
    assertThat(drawn.nonFinite()).isEqualTo(2);
    assertThat(drawn.pixels().values()).containsExactly(0, 7, 1, 2, 255, 0);
  }

  @Test
  void an_image_of_another_size_is_named() {
    assertThatThrownBy(
            () -> DrawnPictures.of(new double[][] {new double[6], new double[5]}, 1, 2, 3))
        .hasMessage("image 1 has 5 values; 1 x 2 x 3 have 6");
  }

  @Test
  void one_such_sample_in_ten_is_borne_and_more_are_not() {
    assertThatCode(() -> DrawnPictures.requireFew(500, 5000)).doesNotThrowAnyException();
    assertThatThrownBy(() -> DrawnPictures.requireFew(501, 5000))
        .hasMessage(
            "501 of 5,000 samples hold NaN or infinite values, more than one in 10; the model that drew them has diverged");
    assertThat(DrawnPictures.areFew(1, 9)).isFalse();
    assertThat(DrawnPictures.areFew(0, 1)).isTrue();
  }
}
