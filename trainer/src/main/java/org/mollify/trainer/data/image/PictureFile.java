package org.mollify.trainer.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads PNG and JPEG files as planes of grey levels. */
final class PictureFile {

  private PictureFile() {}

  /**
   * What a file says of itself before its pixels.
   *
   * @param width pixels from left to right
   * @param height pixels from top to bottom
   * @param grey whether it has grey levels alone
   */
  record Header(int width, int height, boolean grey) {}

  /** What is done with an opened file. */
  @FunctionalInterface
  private interface Reading<T> {
    T from(ImageReader reader) throws IOException;
  }

  static Header header(Path file) throws IOException {
    try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
      return read(
          stream,
          reader -> {
            Iterator<?> types = reader.getImageTypes(0);
            boolean grey =
                types.hasNext()
                    && ((javax.imageio.ImageTypeSpecifier) types.next())
                            .getColorModel()
                            .getNumColorComponents()
                        == 1;
            return new Header(reader.getWidth(0), reader.getHeight(0), grey);
          });
    }
  }

  /**
   * Decodes the bytes of a file.
   *
   * @param bytes the whole file
   * @param channels 1 for grey levels, 3 for red, green, blue
   * @return planes in that order
   * @throws IOException if the bytes are no image, or a damaged one
   */
  static Picture decode(byte[] bytes, int channels) throws IOException {
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      return picture(read(stream, reader -> reader.read(0)), channels);
    }
  }

  static Picture decode(Path file, int channels) throws IOException {
    return decode(Files.readAllBytes(file), channels);
  }

  private static <T> T read(ImageInputStream stream, Reading<T> reading) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
    if (!readers.hasNext()) {
      throw new IOException("no PNG or JPEG");
    }
    ImageReader reader = readers.next();
    try {
      reader.setInput(stream, true, true);
      return reading.from(reader);
    } catch (RuntimeException e) {
      throw new IOException("damaged: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  private static Picture picture(BufferedImage image, int channels) throws IOException {
    int width = image.getWidth();
    int height = image.getHeight();
    Raster raster = image.getRaster();
    ColorModel model = image.getColorModel();
    int[][] planes = new int[channels][width * height];
    boolean grey = model.getNumColorComponents() == 1 && !(model instanceof IndexColorModel);
    if (!grey && channels == 1) {
      throw new IOException("coloured, where grey levels are expected");
    }
    for (int c = 0; c < channels; c++) {
      if (grey || !(model instanceof IndexColorModel) && raster.getNumBands() >= 3) {
        // Samples, not getRGB: that would bend grey levels along a gamma curve.
        int band = grey ? 0 : c;
        raster.getSamples(0, 0, width, height, band, planes[c]);
        int extra = raster.getSampleModel().getSampleSize(band) - 8;
        for (int p = 0; extra > 0 && p < planes[c].length; p++) {
          planes[c][p] >>= extra;
        }
      } else {
        int shift = 16 - 8 * c;
        int[] rgb = image.getRGB(0, 0, width, height, null, 0, width);
        for (int p = 0; p < rgb.length; p++) {
          planes[c][p] = rgb[p] >> shift & 0xFF;
        }
      }
    }
    return new Picture(width, height, planes);
  }
}
