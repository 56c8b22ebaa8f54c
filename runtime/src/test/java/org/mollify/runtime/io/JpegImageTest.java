package org.mollify.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;

class JpegImageTest {
  private static final int SIDE = 16;

  @Test
  void grey_levels_come_back_within_the_loss_of_the_compression() throws Exception {
    double[] read = JpegImage.read(jpeg(BufferedImage.TYPE_BYTE_GRAY, false), shape(1));
    for (int p = 0; p < SIDE * SIDE; p++) {
      assertThat(read[p]).isCloseTo(level(p), within(4.0)).isEqualTo(Math.rint(read[p]));
    }
  }

  @Test
  void colours_come_in_the_order_of_the_axes_baseline_and_progressive() throws Exception {
    double[] baseline = JpegImage.read(jpeg(BufferedImage.TYPE_3BYTE_BGR, false), shape(3));
    double[] progressive = JpegImage.read(jpeg(BufferedImage.TYPE_3BYTE_BGR, true), shape(3));
    assertThat(progressive).isEqualTo(baseline);
    assertThat(mean(baseline, 0)).isGreaterThan(mean(baseline, 1) + 20);
    assertThat(mean(baseline, 2)).isLessThan(10);
  }

  @Test
  void a_grey_file_serves_a_model_of_colours_but_not_the_other_way_round() throws Exception {
    byte[] grey = jpeg(BufferedImage.TYPE_BYTE_GRAY, false);
    assertThat(JpegImage.read(grey, shape(3)))
        .startsWith(JpegImage.read(grey, shape(1)))
        .hasSize(3 * SIDE * SIDE);
    byte[] coloured = jpeg(BufferedImage.TYPE_3BYTE_BGR, false);
    assertThatThrownBy(() -> JpegImage.read(coloured, shape(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the model takes grey levels");
  }

  /** Four by two pixels in the inks of printers; the black one makes them darker. */
  @Test
  void a_file_of_four_colours_is_refused() {
    byte[] cmyk =
        Base64.getDecoder()
            .decode(
                "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAQCwwODAoQDg0OEhEQExgoGhgWFhgxIyUdKDozPTw5Mzg3QE"
                    + "hcTkBEV0U3OFBtUVdfYmdoZz5NcXlwZHhcZWdj/8AAFAgAAgAEBEMRAE0RAFkRAEsRAP/EABUAAQEA"
                    + "AAAAAAAAAAAAAAAAAAcE/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAA4EQwBNAFkASwAAPwBAIBAXP/"
                    + "/Z");
    for (long channels : new long[] {1, 3}) {
      assertThatThrownBy(() -> JpegImage.read(cmyk, List.of(channels, 2L, 4L)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the picture has 4 colours, as CMYK has; send it in grey levels or RGB");
    }
  }

  @Test
  void another_size_and_damage_are_told_apart() throws Exception {
    byte[] jpeg = jpeg(BufferedImage.TYPE_BYTE_GRAY, false);
    assertThatThrownBy(() -> JpegImage.read(jpeg, List.of(1L, 16L, 17L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the picture is 16 pixels wide and 16 high; the model takes 17 by 16");
    for (int length : new int[] {2, 10, 100, jpeg.length - 40, jpeg.length - 10}) {
      assertThatThrownBy(() -> JpegImage.read(Arrays.copyOf(jpeg, length), shape(1)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("the JPEG is damaged");
    }
    assertThatThrownBy(() -> JpegImage.read(new byte[1], shape(1)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("not a JPEG");
  }

  private static List<Long> shape(long channels) {
    return List.of(channels, (long) SIDE, (long) SIDE);
  }

  private static int level(int pixel) {
    return 60 + 6 * (pixel % SIDE);
  }

  private static double mean(double[] item, int channel) {
    int pixels = SIDE * SIDE;
    return Arrays.stream(item, channel * pixels, (channel + 1) * pixels).average().orElseThrow();
  }

  /** A ramp: grey, or strong in red and weaker in green. */
  private static byte[] jpeg(int type, boolean progressive) throws IOException {
    BufferedImage picture = new BufferedImage(SIDE, SIDE, type);
    for (int p = 0; p < SIDE * SIDE; p++) {
      int x = p % SIDE;
      int y = p / SIDE;
      picture.getRaster().setSample(x, y, 0, level(p));
      if (type != BufferedImage.TYPE_BYTE_GRAY) {
        picture.getRaster().setSample(x, y, 1, level(p) / 2);
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    if (progressive) {
      parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
