package org.mollify.runtime;

import java.util.List;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.io.ColumnText;

/** Checks rows before they reach a graph; messages name the row, counted from 0, and the column. */
final class RowCheck {
  private RowCheck() {}

  /** Puts rows one after another, each of the width of the data. */
  static double[] flat(double[][] rows, BundleManifest.Data data) {
    int width = Math.toIntExact(data.dimensions());
    if (rows.length == 0) {
      throw noRows();
    }
    double[] values = new double[Math.multiplyExact(rows.length, width)];
    for (int r = 0; r < rows.length; r++) {
      requireWidth(rows[r], r, width, data.columns());
      System.arraycopy(rows[r], 0, values, r * width, width);
    }
    return values;
  }

  /**
   * Checks values.
   *
   * @param values rows one after another
   * @param data what a row is
   * @param bytes whether values have to be whole grey levels
   */
  static void data(double[] values, BundleManifest.Data data, boolean bytes) {
    int width = Math.toIntExact(data.dimensions());
    if (values.length == 0) {
      throw noRows();
    }
    if (values.length % width != 0) {
      throw new IllegalArgumentException(
          "%d values are no whole number of rows of %d".formatted(values.length, width));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw bad(i, width, data.columns(), values[i], "expected a finite number");
      }
      if (bytes && (values[i] != Math.rint(values[i]) || values[i] < 0 || values[i] > 255)) {
        throw bad(i, width, null, values[i], "expected a whole grey level, 0 to 255");
      }
    }
    for (int c = 0; data.columns() != null && c < width; c++) {
      column(values, c, data.columns());
    }
  }

  private static void column(double[] values, int c, List<Column> columns) {
    Column column = columns.get(c);
    boolean whole = Column.INTEGER.equals(column.type());
    boolean coded = Column.CATEGORICAL.equals(column.type());
    for (int i = c; (whole || coded) && i < values.length; i += columns.size()) {
      if (whole && values[i] != Math.rint(values[i])) {
        throw bad(i, columns.size(), columns, values[i], "expected a whole number, as in training");
      }
      if (coded && !ColumnText.isLabel(column, values[i])) {
        throw bad(
            i,
            columns.size(),
            columns,
            values[i],
            "expected the code of a category, 0 to " + (column.categories().size() - 1));
      }
    }
  }

  /** Checks latents. */
  static void latents(double[][] rows, int width) {
    if (rows.length == 0) {
      throw noRows();
    }
    for (int r = 0; r < rows.length; r++) {
      requireWidth(rows[r], r, width, null);
      for (int c = 0; c < width; c++) {
        if (!Double.isFinite(rows[r][c])) {
          throw bad(r * width + c, width, null, rows[r][c], "expected a finite number");
        }
      }
    }
  }

  private static void requireWidth(double[] row, int number, int width, List<Column> columns) {
    if (row == null || row.length != width) {
      throw new IllegalArgumentException(
          "rows["
              + number
              + "] has "
              + (row == null ? 0 : row.length)
              + (row != null && row.length == 1 ? " value" : " values")
              + "; expected "
              + width
              + (columns == null ? "" : " (" + names(columns) + ")"));
    }
  }

  private static IllegalArgumentException noRows() {
    return new IllegalArgumentException("no rows; expected at least one");
  }

  private static IllegalArgumentException bad(
      int index, int width, List<Column> columns, double value, String expected) {
    int c = index % width;
    String name = columns == null ? "" : " (column \"" + columns.get(c).name() + "\")";
    return new IllegalArgumentException(
        "rows[" + index / width + "][" + c + "]" + name + " is " + value + "; " + expected);
  }

  private static String names(List<Column> columns) {
    int shown = Math.min(columns.size(), 12);
    String names = String.join(", ", columns.subList(0, shown).stream().map(Column::name).toList());
    return shown == columns.size() ? names : names + ", ...";
  }
}
