package org.mollify.experiments.figure;

import java.util.Arrays;

/**
 * A density on a regular grid of nodes that spans the axes, edges included.
 *
 * <p>{@code values[row][column]}; row 0 lies at the lower edge, column 0 at the left edge. A
 * log-density that is NaN counts as density zero.
 */
final class DensityGrid {

  private final double[][] values;

  private DensityGrid(double[][] values) {
    this.values = values;
  }

  static DensityGrid of(LogDensity logDensity, Axes axes, int columns, int rows) {
    double[][] points = new double[rows * columns][];
    for (int r = 0; r < rows; r++) {
      double y = axes.yMin() + axes.height() * r / (rows - 1);
      for (int c = 0; c < columns; c++) {
        points[r * columns + c] = new double[] {axes.xMin() + axes.width() * c / (columns - 1), y};
      }
    }
    double[] logs = logDensity.at(points);
    if (logs.length != points.length) {
      throw new IllegalArgumentException(
          "the log-density must return one number a point, got %d for %d points"
              .formatted(logs.length, points.length));
    }
    double[][] values = new double[rows][columns];
    for (int i = 0; i < logs.length; i++) {
      values[i / columns][i % columns] = Double.isNaN(logs[i]) ? 0 : Math.exp(logs[i]);
    }
    return new DensityGrid(values);
  }

  int rows() {
    return values.length;
  }

  int columns() {
    return values[0].length;
  }

  double node(int row, int column) {
    return values[row][column];
  }

  /** The highest finite density. */
  double maximum() {
    return Arrays.stream(values)
        .flatMapToDouble(Arrays::stream)
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }

  /** Bilinear interpolation; {@code u} runs from the left edge to the right, {@code v} upwards. */
  double at(double u, double v) {
    double column = u * (columns() - 1);
    double row = v * (rows() - 1);
    int c = Math.max(0, Math.min((int) column, columns() - 2));
    int r = Math.max(0, Math.min((int) row, rows() - 2));
    double wc = column - c;
    double wr = row - r;
    double lower = (1 - wc) * values[r][c] + wc * values[r][c + 1];
    double upper = (1 - wc) * values[r + 1][c] + wc * values[r + 1][c + 1];
    return (1 - wr) * lower + wr * upper;
  }
}
