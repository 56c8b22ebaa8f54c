package org.mollify.experiments.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BilinearResizeTest {

  /**
   * Recorded from torch 1.13: interpolate([[0, 100], [200, 40]], 4, bilinear, align_corners False).
   */
  private static final double[] UPSAMPLED = {
    0, 25, 75, 100, 50, 58.75, 76.25, 85, 150, 126.25, 78.75, 55, 200, 160, 80, 40
  };

  @Test
  void enlarging_is_that_of_torch() {
    double[] target = new double[17];
    byte[] source = {9, 0, 100, (byte) 200, 40};
    new BilinearResize(2, 2, 4, 4).resize(source, 1, target, 1);
    double[] expected = new double[17];
    System.arraycopy(UPSAMPLED, 0, expected, 1, 16);
    assertThat(target).containsExactly(expected, within(1e-12));
  }

  @Test
  void reducing_reads_two_neighbours_and_blurs_nothing() {
    // Cells 0 and 1 of 2 are read at 1 and 4 of 6 pixels: (i + 1/2) 3 - 1/2.
    double[] target = new double[2];
    new BilinearResize(1, 6, 1, 2).resize(new byte[] {0, 10, 20, 30, 40, 50}, 0, target, 0);
    assertThat(target).containsExactly(10, 40);
  }

  @Test
  void an_image_of_the_size_wanted_stays_as_it_is() {
    double[] target = new double[6];
    new BilinearResize(2, 3, 2, 3).resize(new byte[] {1, 2, 3, 4, 5, (byte) 255}, 0, target, 0);
    assertThat(target).containsExactly(1, 2, 3, 4, 5, 255);
  }
}
