package org.mollify.runtime;

import java.util.List;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.io.ColumnText;

/** Checks rows before they reach a graph; messages name the row, counted from 0, and the column. */
final class RowCheck {
  private RowCheck() {}

  static void data(double[][] rows, BundleManifest.Data data, boolean bytes) {
    int width = Math.toIntExact(data.dimensions());
    requireRows(rows, width, data.columns());
    requireWholeNumbers(rows, data.columns());
    requireCodes(rows, data.columns());
    if (!bytes) {
      return;
    }
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < width; c++) {
        double value = rows[r][c];
        if (value != Math.rint(value) || value < 0 || value > 255) {
          throw new IllegalArgumentException(
              "rows[" + r + "][" + c + "] is " + value + "; expected a whole grey level, 0 to 255");
        }
      }
    }
  }

  private static void requireWholeNumbers(double[][] rows, List<Column> columns) {
    for (int c = 0; columns != null && c < columns.size(); c++) {
      Column column = columns.get(c);
      if (!Column.INTEGER.equals(column.type())) {
        continue;
      }
      for (int r = 0; r < rows.length; r++) {
        if (rows[r][c] != Math.rint(rows[r][c])) {
          throw new IllegalArgumentException(
              "rows[%d][%d] (column \"%s\") is %s; expected a whole number, as in training"
                  .formatted(r, c, column.name(), rows[r][c]));
        }
      }
    }
  }

  private static void requireCodes(double[][] rows, List<Column> columns) {
    for (int c = 0; columns != null && c < columns.size(); c++) {
      Column column = columns.get(c);
      if (!Column.CATEGORICAL.equals(column.type())) {
        continue;
      }
      for (int r = 0; r < rows.length; r++) {
        if (!ColumnText.isLabel(column, rows[r][c])) {
          throw new IllegalArgumentException(
              "rows[%d][%d] (column \"%s\") is %s; expected the code of a category, 0 to %d"
                  .formatted(r, c, column.name(), rows[r][c], column.categories().size() - 1));
        }
      }
    }
  }

  static void latents(double[][] rows, int width) {
    requireRows(rows, width, null);
  }

  private static void requireRows(double[][] rows, int width, List<Column> columns) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("no rows; expected at least one");
    }
    for (int r = 0; r < rows.length; r++) {
      double[] row = rows[r];
      if (row == null || row.length != width) {
        throw new IllegalArgumentException(
            "rows["
                + r
                + "] has "
                + (row == null ? 0 : row.length)
                + (row != null && row.length == 1 ? " value" : " values")
                + "; expected "
                + width
                + (columns == null ? "" : " (" + names(columns) + ")"));
      }
      for (int c = 0; c < width; c++) {
        if (!Double.isFinite(row[c])) {
          throw new IllegalArgumentException(
              "rows["
                  + r
                  + "]["
                  + c
                  + "]"
                  + (columns == null ? "" : " (column \"" + columns.get(c).name() + "\")")
                  + " is "
                  + row[c]
                  + "; expected a finite number");
        }
      }
    }
  }

  private static String names(List<Column> columns) {
    int shown = Math.min(columns.size(), 12);
    String names = String.join(", ", columns.subList(0, shown).stream().map(Column::name).toList());
    return shown == columns.size() ? names : names + ", ...";
  }
}
