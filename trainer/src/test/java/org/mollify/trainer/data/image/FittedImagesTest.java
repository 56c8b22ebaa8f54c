package org.mollify.trainer.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FittedImagesTest {

  @Test
  void grey_digits_become_coloured_squares_of_the_wanted_size() {
    byte[] bytes = new byte[28 * 28];
    Arrays.fill(bytes, (byte) 200);
    FittedImages fitted =
        new FittedImages(block(new ImageShape(1, 28, 28), bytes), new ImageShape(3, 32, 32));
    double[] expected = new double[3 * 32 * 32];
    Arrays.fill(expected, 200);
    assertThat(fitted.size()).isEqualTo(1);
    assertThat(fitted.levels(0)).isEqualTo(expected);
    assertThat(fitted.description())
        .isEqualTo(
            "scaled from 28 x 28 to 32 x 32 (antialiased linear), grey repeated in 3 channels");
  }

  @Test
  void images_that_fit_stay_as_they_are() {
    byte[] bytes = new byte[3 * 4 * 5];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (4 * i);
    }
    ImageShape shape = new ImageShape(3, 4, 5);
    FittedImages fitted = new FittedImages(block(shape, bytes), shape);
    double[] levels = fitted.levels(0);
    for (int i = 0; i < bytes.length; i++) {
      assertThat(levels[i]).isEqualTo(4 * i);
    }
    assertThat(fitted.description()).isEqualTo("as they are");
  }

  @Test
  void colours_become_grey_and_the_middle_of_another_aspect_is_kept() {
    byte[] bytes = new byte[3 * 2 * 4];
    for (int y = 0; y < 2; y++) {
      bytes[y * 4 + 1] = (byte) 255;
      bytes[8 + y * 4 + 2] = (byte) 255;
    }
    FittedImages fitted =
        new FittedImages(block(new ImageShape(3, 2, 4), bytes), new ImageShape(1, 2, 2));
    assertThat(fitted.levels(0)).containsExactly(76, 150, 76, 150);
    assertThat(fitted.description())
        .isEqualTo("cut to the square in the middle, colours weighted to grey (BT.601)");
  }

  @Test
  void what_cannot_be_fitted_is_refused() {
    ImageBlock wide = block(new ImageShape(1, 2, 4), new byte[8]);
    assertThatThrownBy(() -> new FittedImages(wide, new ImageShape(1, 4, 2)))
        .hasMessage("images of 2 x 4 pixels do not scale to 4 x 2; cut them to that aspect first");
    assertThatThrownBy(() -> new FittedImages(wide, new ImageShape(2, 2, 4)))
        .hasMessage(
            "images of 1 channels do not become images of 2; only grey and colour go both ways");
  }

  private static ImageBlock block(ImageShape shape, byte[] bytes) {
    PixelStore store = new PixelStore(shape, shape.values(), 0);
    store.add(ByteBuffer.wrap(bytes));
    return new ImageBlock(store, new int[] {0});
  }
}
