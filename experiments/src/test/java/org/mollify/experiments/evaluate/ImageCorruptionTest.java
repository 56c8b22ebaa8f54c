package org.mollify.experiments.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mollify.trainer.data.image.ImageShape;

class ImageCorruptionTest {

  private static final ImageShape SHAPE = new ImageShape(3, 15, 17);

  @Test
  void a_blur_leaves_a_constant_image_as_it_is() {
    double[] constant = new double[SHAPE.values()];
    Arrays.fill(constant, 77);
    assertThat(ImageCorruption.blur(3, SHAPE).of(constant, 0)).isEqualTo(constant);
  }

  @Test
  void a_line_is_blurred_to_a_bell_of_the_stated_width_within_its_channel() {
    double[] image = new double[SHAPE.values()];
    int green = 15 * 17;
    for (int y = 0; y < 15; y++) {
      image[green + y * 17 + 8] = 255;
    }
    double[] blurred = ImageCorruption.blur(1.5, SHAPE).of(image, 0);
    for (int x = 4; x <= 12; x++) {
      double bell = 255 / (1.5 * Math.sqrt(2 * Math.PI)) * Math.exp(-(x - 8) * (x - 8) / 4.5);
      assertThat(blurred[green + 7 * 17 + x]).isCloseTo(bell, within(0.6));
    }
    assertThat(Arrays.stream(blurred, 0, green).max().orElseThrow()).isZero();
  }

  @Test
  void noise_has_the_stated_deviation_and_is_the_images_own() {
    double[] grey = new double[SHAPE.values()];
    Arrays.fill(grey, 128);
    ImageCorruption noise = ImageCorruption.noise(20, 7);
    double[] first = noise.of(grey, 0);
    double square =
        Arrays.stream(first).map(level -> (level - 128) * (level - 128)).average().orElseThrow();
    assertThat(Math.sqrt(square)).isCloseTo(20, within(1.5));
    assertThat(ImageCorruption.noise(20, 7).of(grey, 0)).isEqualTo(first);
    assertThat(noise.of(grey, 1)).isNotEqualTo(first);
    assertThat(ImageCorruption.noise(20, 8).of(grey, 0)).isNotEqualTo(first);
  }

  @Test
  void results_are_whole_grey_levels() {
    double[] extremes =
        IntStream.range(0, SHAPE.values()).mapToDouble(i -> i % 2 == 0 ? 0 : 255).toArray();
    for (ImageCorruption corruption :
        new ImageCorruption[] {ImageCorruption.blur(0.7, SHAPE), ImageCorruption.noise(60, 1)}) {
      for (double level : corruption.of(extremes, 3)) {
        assertThat(level).isEqualTo(Math.rint(level)).isBetween(0.0, 255.0);
      }
    }
  }
}
