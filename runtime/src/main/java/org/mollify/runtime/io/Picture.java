package org.mollify.runtime.io;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A picture file as one item of an image model: grey levels 0 to 255 in the order of the axes C, H,
 * W. Its size is read before its pixels, so that a small file which claims to be huge costs
 * nothing.
 */
final class Picture {
  private static final int OPAQUE = 0xFF;

  private Picture() {}

  /**
   * Reads a picture.
   *
   * @param format a format of {@link ImageIO}, in capitals for messages
   * @param file a whole file
   * @param shape what the model takes, {@code [C, H, W]}
   * @param paletteSize colours of its palette; 0 when it has none
   * @return C H W grey levels
   * @throws IOException when the bytes are damaged, or of a kind that Java does not read
   * @throws IllegalArgumentException when the picture is not what the model takes
   */
  static double[] read(String format, byte[] file, List<Long> shape, int paletteSize)
      throws IOException {
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
      if (!readers.hasNext()) {
        throw new IOException(
            "this Java has no %s reader; run one with the module java.desktop".formatted(format));
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        int width = undamaged(() -> reader.getWidth(0));
        int height = undamaged(() -> reader.getHeight(0));
        requireSize(width, height, shape);
        BufferedImage picture = undamaged(() -> reader.read(0));
        if (format.equals("JPEG") && !warnings.isEmpty()) {
          // A JPEG that is cut short is filled with grey, and would get a score.
          throw new IOException(warnings.get(0));
        }
        requirePalette(picture, paletteSize);
        return greyLevels(picture, shape);
      } finally {
        reader.dispose();
      }
    } catch (IOException | IndexOutOfBoundsException | IllegalStateException e) {
      throw new IOException("the %s is damaged: %s".formatted(format, firstLine(e)), e);
    }
  }

  /** A call of the library on a file that may be damaged. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** The library reports some damage by exceptions that elsewhere mean a wrong argument. */
  private static <T> T undamaged(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (IllegalArgumentException | NullPointerException | NegativeArraySizeException e) {
      throw new IOException(firstLine(e), e);
    }
  }

  private static void requireSize(int width, int height, List<Long> shape) {
    if (shape.get(1) != height || shape.get(2) != width) {
      throw new IllegalArgumentException(
          "the picture is %d pixels wide and %d high; the model takes %d by %d"
              .formatted(width, height, shape.get(2), shape.get(1)));
    }
  }

  /** Java's reader fills a palette that is too short with black. */
  private static void requirePalette(BufferedImage picture, int size) throws IOException {
    if (size == 0 || !(picture.getColorModel() instanceof IndexColorModel)) {
      return;
    }
    Raster raster = picture.getRaster();
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int colour = raster.getSample(x, y, 0);
        if (colour >= size) {
          throw new IOException(
              "the pixel at (%d, %d) has colour %d of a palette of %d"
                  .formatted(x, y, colour, size));
        }
      }
    }
  }

  private static double[] greyLevels(BufferedImage picture, List<Long> shape) {
    int pixels = picture.getWidth() * picture.getHeight();
    int channels = Math.toIntExact(shape.get(0));
    int[][] planes = planes(picture);
    if (planes.length == 4) {
      for (int p = 0; p < pixels; p++) {
        if (planes[3][p] != OPAQUE) {
          throw new IllegalArgumentException(
              "the picture has a transparent pixel at (%d, %d); send it opaque"
                  .formatted(p % picture.getWidth(), p / picture.getWidth()));
        }
      }
    }
    double[] item = new double[channels * pixels];
    for (int p = 0; p < pixels; p++) {
      if (channels == 1 && (planes[0][p] != planes[1][p] || planes[0][p] != planes[2][p])) {
        throw new IllegalArgumentException(
            "the picture is coloured at (%d, %d); the model takes grey levels"
                .formatted(p % picture.getWidth(), p / picture.getWidth()));
      }
      for (int c = 0; c < channels; c++) {
        item[c * pixels + p] = planes[c][p];
      }
    }
    return item;
  }

  /** Red, green, blue and, where there is one, alpha: 8 bits each, as they stand in the file. */
  private static int[][] planes(BufferedImage picture) {
    Raster raster = picture.getRaster();
    ColorModel model = picture.getColorModel();
    int width = picture.getWidth();
    int height = picture.getHeight();
    boolean alpha = model.hasAlpha();
    int[][] planes = new int[alpha ? 4 : 3][width * height];
    if (model instanceof IndexColorModel palette) {
      int[] index = raster.getSamples(0, 0, width, height, 0, (int[]) null);
      for (int p = 0; p < index.length; p++) {
        planes[0][p] = palette.getRed(index[p]);
        planes[1][p] = palette.getGreen(index[p]);
        planes[2][p] = palette.getBlue(index[p]);
        if (alpha) {
          planes[3][p] = palette.getAlpha(index[p]);
        }
      }
      return planes;
    }
    // Samples, not getRGB: that would bend grey levels along a gamma curve.
    int colours = raster.getNumBands() - (alpha ? 1 : 0);
    if (colours != 1 && colours != 3) {
      throw new IllegalArgumentException(
          "the picture has %d colours%s; send it in grey levels or RGB"
              .formatted(colours, colours == 4 ? ", as CMYK has" : ""));
    }
    for (int c = 0; c < planes.length; c++) {
      int band = c == 3 ? colours : Math.min(c, colours - 1);
      int bits = raster.getSampleModel().getSampleSize(band);
      raster.getSamples(0, 0, width, height, band, planes[c]);
      if (bits > 8) {
        for (int p = 0; p < planes[c].length; p++) {
          planes[c][p] >>= bits - 8;
        }
      }
    }
    return planes;
  }

  private static String firstLine(Exception e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage().lines().findFirst().orElse("");
  }
}
