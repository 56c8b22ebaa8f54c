package org.mollify.experiments.features;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PixelBatchTest {

  @Test
  void values_that_do_not_fit_the_sizes_are_refused() {
    assertThatThrownBy(() -> new PixelBatch(2, 1, 2, 3, new byte[6])).hasMessageContaining("12");
  }
}
