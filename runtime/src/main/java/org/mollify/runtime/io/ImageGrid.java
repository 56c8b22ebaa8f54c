package org.mollify.runtime.io;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Arranges images in a grid, row by row, and writes it as one PNG. One image alone is written as it
 * is, so that {@link PngImage} reads it back.
 *
 * <p>Grey levels are rounded to the nearest whole number from 0 to 255, halves up.
 */
public final class ImageGrid {
  /** Pixels between images, and around them. */
  private static final int GAP = 2;

  private static final int BLANK = 255;

  private ImageGrid() {}

  /**
   * Writes images as a grid that is as square as may be, wider rather than higher.
   *
   * @param shape {@code [C, H, W]} with C = 1 (grey) or 3 (red, green, blue)
   * @param images each of C H W grey levels, 0 to 255, in the order of those axes
   * @param out receives the PNG; left open
   * @throws IOException when the stream fails
   * @throws IllegalArgumentException when the shape is not that of an image, or there is none
   */
  public static void write(List<Long> shape, double[][] images, OutputStream out)
      throws IOException {
    write(shape, images, (int) Math.ceil(Math.sqrt(images.length)), out);
  }

  /**
   * Writes images as a grid of so many columns.
   *
   * @param shape {@code [C, H, W]} with C = 1 (grey) or 3 (red, green, blue)
   * @param images each of C H W grey levels, 0 to 255, in the order of those axes
   * @param columns images in a row of the grid
   * @param out receives the PNG; left open
   * @throws IOException when the stream fails
   * @throws IllegalArgumentException when the shape is not that of an image, or there is none
   */
  public static void write(List<Long> shape, double[][] images, int columns, OutputStream out)
      throws IOException {
    BufferedImage picture = draw(shape, images, columns);
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      if (!ImageIO.write(picture, "png", stream)) {
        throw new IOException("this Java has no PNG writer; run one with the module java.desktop");
      }
    }
  }

  private static BufferedImage draw(List<Long> shape, double[][] images, int columns) {
    if (shape.size() != 3 || shape.get(0) != 1 && shape.get(0) != 3) {
      throw new IllegalArgumentException(
          "items have shape %s; a picture needs [1, H, W] or [3, H, W]".formatted(shape));
    }
    if (images.length == 0 || columns < 1) {
      throw new IllegalArgumentException("a grid needs an image and a column");
    }
    int channels = Math.toIntExact(shape.get(0));
    int height = Math.toIntExact(shape.get(1));
    int width = Math.toIntExact(shape.get(2));
    int across = Math.min(columns, images.length);
    int down = (images.length + columns - 1) / columns;
    int gap = images.length == 1 ? 0 : GAP;
    BufferedImage picture =
        new BufferedImage(
            Math.addExact(Math.multiplyExact(across, width + gap), gap),
            Math.addExact(Math.multiplyExact(down, height + gap), gap),
            channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    WritableRaster raster = picture.getRaster();
    int[] blank = new int[raster.getWidth() * raster.getHeight()];
    Arrays.fill(blank, BLANK);
    for (int c = 0; c < channels; c++) {
      raster.setSamples(0, 0, raster.getWidth(), raster.getHeight(), c, blank);
    }
    int[] plane = new int[height * width];
    for (int i = 0; i < images.length; i++) {
      int left = gap + i % columns * (width + gap);
      int top = gap + i / columns * (height + gap);
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < plane.length; p++) {
          plane[p] = greyLevel(images[i][c * plane.length + p]);
        }
        raster.setSamples(left, top, width, height, c, plane);
      }
    }
    return picture;
  }

  private static int greyLevel(double value) {
    return (int) Math.max(0, Math.min(255, Math.floor(value + 0.5)));
  }
}
