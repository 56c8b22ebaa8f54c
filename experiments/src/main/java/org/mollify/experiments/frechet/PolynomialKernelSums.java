package org.mollify.experiments.frechet;

import java.util.Arrays;

/**
 * Sums of the kernel {@code k(x, y) = (x.y / d + 1)^3} over pairs of rows (Binkowski et al., 2018).
 * Sums run in a fixed order.
 */
final class PolynomialKernelSums {

  /** Columns of a tile of inner products. */
  private static final int TILE = 512;

  private PolynomialKernelSums() {}

  /** Rows of a set, d arrays of n values: the layout in which products run over whole vectors. */
  static double[][] columns(FeatureSet set, int[] rows) {
    int d = set.dimension();
    double[][] columns = new double[d][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < d; j++) {
        columns[j][i] = set.values()[rows[i] * d + j];
      }
    }
    return columns;
  }

  /** Sum over all pairs. */
  static double across(double[][] x, double[][] y) {
    return sum(x, y, false);
  }

  /** Sum over unordered pairs of distinct rows. */
  static double within(double[][] x) {
    return sum(x, x, true);
  }

  private static double sum(double[][] x, double[][] y, boolean upperTriangle) {
    int d = x.length;
    int rows = x[0].length;
    int columns = y[0].length;
    double[] products = new double[TILE];
    double sum = 0;
    for (int left = 0; left < columns; left += TILE) {
      int right = Math.min(left + TILE, columns);
      for (int i = 0; i < Math.min(rows, upperTriangle ? right - 1 : rows); i++) {
        int from = upperTriangle ? Math.max(left, i + 1) : left;
        int width = right - from;
        products(x, i, y, from, width, products);
        double row = 0;
        for (int j = 0; j < width; j++) {
          double base = products[j] / d + 1;
          row += base * base * base;
        }
        sum += row;
      }
    }
    return sum;
  }

  private static void products(
      double[][] x, int i, double[][] y, int from, int width, double[] products) {
    Arrays.fill(products, 0, width, 0);
    int whole = x.length - x.length % 4;
    for (int k = 0; k < whole; k += 4) {
      double[] a = y[k];
      double[] b = y[k + 1];
      double[] c = y[k + 2];
      double[] d = y[k + 3];
      double xa = x[k][i];
      double xb = x[k + 1][i];
      double xc = x[k + 2][i];
      double xd = x[k + 3][i];
      for (int j = 0; j < width; j++) {
        products[j] += xa * a[from + j] + xb * b[from + j] + xc * c[from + j] + xd * d[from + j];
      }
    }
    for (int k = whole; k < x.length; k++) {
      double factor = x[k][i];
      for (int j = 0; j < width; j++) {
        products[j] += factor * y[k][from + j];
      }
    }
  }
}
