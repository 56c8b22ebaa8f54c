package org.mollify.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PngImageTest {
  private static final List<Long> GREY = List.of(1L, 4L, 5L);
  private static final List<Long> COLOUR = List.of(3L, 4L, 5L);

  @Test
  void every_grey_level_of_a_written_image_is_read_back() throws IOException {
    for (List<Long> shape : List.of(List.of(1L, 16L, 16L), List.of(3L, 16L, 16L))) {
      double[] image = new double[(int) (shape.get(0) * 256)];
      Arrays.setAll(image, i -> (i * 7 + i / 256 * 31) % 256);
      assertThat(PngImage.read(png(shape, image), shape)).isEqualTo(image);
    }
  }

  @Test
  void levels_are_rounded_and_clamped() throws IOException {
    double[] image = new double[20];
    Arrays.setAll(image, i -> new double[] {-3, 0.49, 0.5, 254.5, 300}[i % 5]);
    double[] read = PngImage.read(png(GREY, image), GREY);
    assertThat(Arrays.copyOf(read, 5)).containsExactly(0, 0, 1, 255, 255);
  }

  @Test
  void images_of_a_grid_stand_row_by_row_with_white_between_them() throws IOException {
    double[][] images = new double[5][20];
    for (int i = 0; i < images.length; i++) {
      Arrays.fill(images[i], 10 * (i + 1));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageGrid.write(GREY, images, out);
    BufferedImage grid = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    assertThat(new int[] {grid.getWidth(), grid.getHeight()}).containsExactly(3 * 7 + 2, 2 * 6 + 2);
    assertThat(grid.getRaster().getSample(2, 2, 0)).isEqualTo(10);
    assertThat(grid.getRaster().getSample(9, 2, 0)).isEqualTo(20);
    assertThat(grid.getRaster().getSample(9, 8, 0)).isEqualTo(50);
    assertThat(grid.getRaster().getSample(16, 8, 0)).isEqualTo(255);
    assertThat(grid.getRaster().getSample(7, 3, 0)).isEqualTo(255);
  }

  @Test
  void a_grey_file_serves_a_model_of_colours_and_grey_colours_a_model_of_grey() throws IOException {
    double[] grey = new double[20];
    Arrays.setAll(grey, i -> 12 * i);
    double[] colour = new double[60];
    Arrays.setAll(colour, i -> grey[i % 20]);
    assertThat(PngImage.read(png(GREY, grey), COLOUR)).isEqualTo(colour);
    assertThat(PngImage.read(png(COLOUR, colour), GREY)).isEqualTo(grey);
  }

  @Test
  void palettes_and_sixteen_bits_are_read() throws IOException {
    byte[] levels = {0, 100, (byte) 200, (byte) 255};
    IndexColorModel palette = new IndexColorModel(2, 4, levels, levels, levels);
    BufferedImage indexed = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_BINARY, palette);
    indexed.getRaster().setSample(3, 1, 0, 2);
    assertThat(PngImage.read(bytes(indexed), GREY)[5 + 3]).isEqualTo(200);

    BufferedImage deep = new BufferedImage(5, 4, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(3, 1, 0, 0xC8FF);
    assertThat(PngImage.read(bytes(deep), GREY)[5 + 3]).isEqualTo(0xC8);
  }

  @Test
  void a_picture_that_does_not_fit_is_refused_with_what_was_expected() throws IOException {
    byte[] colours = png(COLOUR, new Random(1).doubles(60, 0, 255).toArray());
    assertThatThrownBy(() -> PngImage.read(colours, List.of(3L, 5L, 5L)))
        .hasMessage("the picture is 5 pixels wide and 4 high; the model takes 5 by 5");
    assertThatThrownBy(() -> PngImage.read(colours, GREY))
        .hasMessageStartingWith("the picture is coloured at (0, 0)");
    BufferedImage clear = new BufferedImage(5, 4, BufferedImage.TYPE_4BYTE_ABGR);
    assertThatThrownBy(() -> PngImage.read(bytes(clear), COLOUR))
        .hasMessage("the picture has a transparent pixel at (0, 0); send it opaque");
  }

  @Test
  void bytes_that_are_no_png_or_end_early_are_refused() throws IOException {
    assertThatThrownBy(() -> PngImage.read("{}".getBytes(), GREY))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a PNG");
    byte[] whole = png(COLOUR, new Random(1).doubles(60, 0, 255).toArray());
    for (int length : new int[] {8, 20, 45, 70}) {
      assertThatThrownBy(() -> PngImage.read(Arrays.copyOf(whole, length), COLOUR))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("the PNG is damaged");
    }
  }

  @Test
  void a_chunk_that_was_changed_on_the_way_is_damage() throws IOException {
    byte[] whole = png(COLOUR, new Random(1).doubles(60, 0, 255).toArray());
    int data = new String(whole, StandardCharsets.ISO_8859_1).indexOf("IDAT");
    byte[] checksum = whole.clone();
    checksum[data + 4 + ByteBuffer.wrap(whole).getInt(data - 4)] ^= 1;
    assertThatThrownBy(() -> PngImage.read(checksum, COLOUR))
        .isInstanceOf(IOException.class)
        .hasMessage("the PNG is damaged: its chunk IDAT does not have the checksum that it says");
    byte[] header = whole.clone();
    header[16 + 12] ^= 1;
    assertThatThrownBy(() -> PngImage.read(header, COLOUR))
        .hasMessageStartingWith("the PNG is damaged: its chunk IHDR");
    assertThatThrownBy(() -> PngImage.read(Arrays.copyOf(whole, whole.length - 12), COLOUR))
        .hasMessage("the PNG is damaged: it ends before its last chunk");
    byte[] followed = Arrays.copyOf(whole, whole.length + 5);
    assertThat(PngImage.read(followed, COLOUR)).isEqualTo(PngImage.read(whole, COLOUR));
  }

  @Test
  void a_colour_that_the_palette_lacks_is_damage() throws IOException {
    byte[] levels = {0, 100, (byte) 200, (byte) 255};
    IndexColorModel palette = new IndexColorModel(2, 4, levels, levels, levels);
    BufferedImage indexed = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_BINARY, palette);
    indexed.getRaster().setSample(3, 1, 0, 3);
    byte[] whole = bytes(indexed);
    int at = new String(whole, StandardCharsets.ISO_8859_1).indexOf("PLTE") - 4;
    assertThat(ByteBuffer.wrap(whole).getInt(at)).isEqualTo(12);
    ByteBuffer shorter = ByteBuffer.allocate(whole.length - 3).put(whole, 0, at).putInt(9);
    shorter.put(whole, at + 4, 4 + 9);
    CRC32 checksum = new CRC32();
    checksum.update(whole, at + 4, 4 + 9);
    shorter.putInt((int) checksum.getValue());
    shorter.put(whole, at + 12 + 12, whole.length - at - 24);
    assertThatThrownBy(() -> PngImage.read(shorter.array(), GREY))
        .isInstanceOf(IOException.class)
        .hasMessage("the PNG is damaged: the pixel at (3, 1) has colour 3 of a palette of 3");
  }

  private static byte[] png(List<Long> shape, double[] image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageGrid.write(shape, new double[][] {image}, out);
    return out.toByteArray();
  }

  private static byte[] bytes(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
