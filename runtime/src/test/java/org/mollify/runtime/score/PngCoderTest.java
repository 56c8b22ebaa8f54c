package org.mollify.runtime.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.runtime.io.PngImage;

class PngCoderTest {

  @ParameterizedTest
  @CsvSource({"1, 28, 28", "3, 32, 32", "3, 1, 1", "1, 5, 3", "3, 64, 64"})
  void a_code_is_a_png_that_decodes_to_the_image(long channels, long height, long width)
      throws Exception {
    List<Long> shape = List.of(channels, height, width);
    int size = (int) (channels * height * width);
    for (double[] image : List.of(noise(size, 1), smooth(size), new double[size])) {
      byte[] png = new PngCoder(shape).encode(image, 0);
      assertThat(PngImage.read(png, shape)).isEqualTo(image);
    }
  }

  /** These lengths are part of bundles: whoever changes one gives the coder another version. */
  @Test
  void lengths_are_the_same_on_every_machine() {
    PngCoder coder = new PngCoder(List.of(3L, 32L, 32L));
    assertThat(PngCoder.VERSION).isEqualTo("1 (minimum-sum filters, jzlib 1.1.3 level 9)");
    assertThat(coder.bits(new double[3072], 0)).isEqualTo(656);
    assertThat(coder.bits(smooth(3072), 0)).isEqualTo(1160);
    assertThat(coder.bits(noise(3072, 7), 0)).isEqualTo(25376);
  }

  @Test
  void an_image_is_found_at_its_offset() {
    PngCoder coder = new PngCoder(List.of(1L, 8L, 8L));
    double[] two = new double[128];
    System.arraycopy(noise(64, 3), 0, two, 64, 64);
    assertThat(coder.encode(two, 64)).isEqualTo(coder.encode(noise(64, 3), 0));
  }

  @Test
  void noise_is_longer_than_its_bytes_and_a_ramp_much_shorter() {
    PngCoder coder = new PngCoder(List.of(3L, 32L, 32L));
    assertThat(coder.bits(noise(3072, 1), 0)).isGreaterThan(8 * 3072);
    assertThat(coder.bits(smooth(3072), 0)).isLessThan(3072);
  }

  @Test
  void other_shapes_are_refused() {
    assertThat(PngCoder.codes(List.of(2L, 8L, 8L))).isFalse();
    assertThatThrownBy(() -> new PngCoder(List.of(11L)))
        .hasMessage("PNG codes images [1, H, W] and [3, H, W]; got [11]");
  }

  private static double[] noise(int size, long seed) {
    return new Random(seed).ints(size, 0, 256).asDoubleStream().toArray();
  }

  private static double[] smooth(int size) {
    double[] image = new double[size];
    Arrays.setAll(image, i -> i / 7 % 256);
    return image;
  }
}
