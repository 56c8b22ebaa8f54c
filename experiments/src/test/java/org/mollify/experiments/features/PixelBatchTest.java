package org.mollify.experiments.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PixelBatchTest {

  @Test
  void grey_levels_are_rounded_halves_up_and_clamped() {
    PixelBatch block =
        PixelBatch.rounded(new double[][] {{-1, 0.49, 0.5, 254.5, 256, 128}}, 1, 2, 3);
    assertThat(block.values()).containsExactly(0, 0, 1, 255, 255, 128);
    assertThat(block.count()).isEqualTo(1);
  }

  @Test
  void an_image_of_another_size_is_named() {
    assertThatThrownBy(
            () -> PixelBatch.rounded(new double[][] {new double[6], new double[5]}, 1, 2, 3))
        .hasMessage("image 1 has 5 values; 1 x 2 x 3 have 6");
    assertThatThrownBy(() -> new PixelBatch(2, 1, 2, 3, new byte[6])).hasMessageContaining("12");
  }
}
