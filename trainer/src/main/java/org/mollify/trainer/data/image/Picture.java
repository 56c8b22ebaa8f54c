package org.mollify.trainer.data.image;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A decoded image.
 *
 * @param width pixels from left to right
 * @param height pixels from top to bottom
 * @param planes grey levels 0..255 of each channel, row by row
 */
record Picture(int width, int height, int[][] planes) {

  /** The square of this side in the middle, as near to it as whole pixels allow. */
  Picture centre(int side) {
    int left = (width - side) / 2;
    int top = (height - side) / 2;
    int[][] cut = new int[planes.length][side * side];
    for (int c = 0; c < planes.length; c++) {
      for (int y = 0; y < side; y++) {
        System.arraycopy(planes[c], (top + y) * width + left, cut[c], y * side, side);
      }
    }
    return new Picture(side, side, cut);
  }

  /**
   * Scales to another size with an antialiased linear filter: each pixel of the result is the mean
   * of those below it, weighted by a triangle as wide as two of its own pixels, or two of the
   * original's where it grows. Rounded to nearest once, at the end.
   */
  Picture scaled(int newWidth, int newHeight) {
    if (newWidth == width && newHeight == height) {
      return this;
    }
    double[][] across = weights(width, newWidth);
    double[][] down = weights(height, newHeight);
    int[][] result = new int[planes.length][newWidth * newHeight];
    for (int c = 0; c < planes.length; c++) {
      double[] narrow = new double[height * newWidth];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < newWidth; x++) {
          double sum = 0;
          for (int i = 1; i < across[x].length; i++) {
            sum += across[x][i] * planes[c][y * width + (int) across[x][0] + i - 1];
          }
          narrow[y * newWidth + x] = sum;
        }
      }
      for (int y = 0; y < newHeight; y++) {
        for (int x = 0; x < newWidth; x++) {
          double sum = 0;
          for (int i = 1; i < down[y].length; i++) {
            sum += down[y][i] * narrow[((int) down[y][0] + i - 1) * newWidth + x];
          }
          result[c][y * newWidth + x] = (int) Math.max(0, Math.min(255, Math.floor(sum + 0.5)));
        }
      }
    }
    return new Picture(newWidth, newHeight, result);
  }

  /** For each new place the first old place, then the weights from there on. */
  private static double[][] weights(int from, int to) {
    double scale = (double) from / to;
    double reach = Math.max(1, scale);
    double[][] weights = new double[to][];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      int first = Math.max(0, (int) (centre - reach + 0.5));
      int last = Math.min(from, (int) (centre + reach + 0.5));
      double[] row = new double[last - first + 1];
      row[0] = first;
      double sum = 0;
      for (int j = first; j < last; j++) {
        row[j - first + 1] = Math.max(0, 1 - Math.abs((j + 0.5 - centre) / reach));
        sum += row[j - first + 1];
      }
      for (int j = 1; j < row.length; j++) {
        row[j] /= sum;
      }
      weights[i] = row;
    }
    return weights;
  }

  /** Puts all planes as bytes, one after the other. */
  void put(ByteBuffer into) {
    for (int[] plane : planes) {
      Arrays.stream(plane).forEach(level -> into.put((byte) level));
    }
  }
}
