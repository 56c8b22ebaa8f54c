package org.mollify.server.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.io.ColumnText;
import org.mollify.runtime.io.PngImage;
import org.mollify.server.NearestName;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * Collects the rows of one body: how wide they are to be, how many may come, and where a named
 * column goes. Readers of the formats feed it.
 */
public final class RowReader {
  private static final Column NUMBER = new Column("", "real");

  private final int width;
  private final List<String> columns;
  private final List<Column> described;
  private final Map<String, Integer> positions = new HashMap<>();
  private final int maxRows;
  private final int maxValues;
  private final List<double[]> rows = new ArrayList<>();

  private RowReader(BundleManifest.Data data, int maxRows, int maxValues) {
    this.width = Math.toIntExact(data.dimensions());
    this.described = data.columns() == null ? List.of() : data.columns();
    this.columns =
        data.columns() == null ? List.of() : data.columns().stream().map(Column::name).toList();
    this.maxRows = maxRows;
    this.maxValues = maxValues;
    for (int i = 0; i < columns.size(); i++) {
      positions.put(columns.get(i), i);
    }
  }

  /**
   * Reads the rows of a body.
   *
   * @param format format of the body
   * @param body its bytes
   * @param data what a row is to look like
   * @param maxRows most rows
   * @param maxValues most numbers over all rows
   * @return the rows, each as wide as the model takes
   * @throws ProblemException when the body is malformed (400), above a limit (413) or its rows do
   *     not fit (422)
   */
  public static double[][] read(
      Format format, byte[] body, BundleManifest.Data data, int maxRows, int maxValues) {
    RowReader rows = new RowReader(data, maxRows, maxValues);
    switch (format) {
      case JSON -> new JsonRows(rows).read(body);
      case CSV -> new CsvBody(rows).read(body);
      case NPY -> new NpyBody(rows).read(body);
      case PNG -> rows.add(image(body, data));
    }
    if (rows.rows.isEmpty()) {
      throw rowProblem("there are no rows; expected at least one");
    }
    return rows.rows.toArray(double[][]::new);
  }

  private static double[] image(byte[] body, BundleManifest.Data data) {
    try {
      return PngImage.read(body, data.shape());
    } catch (IOException e) {
      throw malformed(e.getMessage());
    } catch (IllegalArgumentException e) {
      throw rowProblem(e.getMessage());
    }
  }

  int width() {
    return width;
  }

  /** Number of rows so far, which is the number of the next row. */
  int count() {
    return rows.size();
  }

  void add(double[] row) {
    requireRoom(count() + 1L);
    rows.add(row);
  }

  /** Fails when so many rows are above the limits. */
  void requireRoom(long wanted) {
    long most = Math.min(maxRows, maxValues / width);
    if (wanted > most) {
      throw new ProblemException(
          ProblemType.TOO_LARGE,
          "the body has more than "
              + most
              + " rows of "
              + width
              + " values; send it in parts of at most "
              + most);
    }
  }

  double[] requireWidth(double[] values, int found) {
    if (found != width) {
      throw rowProblem(
          "rows["
              + count()
              + "] has "
              + found
              + (found == 1 ? " value" : " values")
              + "; expected "
              + width
              + (columns.isEmpty() ? "" : " (" + names() + ")"));
    }
    return values;
  }

  /** Position of a named column. */
  int position(String name, String where) {
    Integer position = positions.get(name);
    if (position == null) {
      throw rowProblem(
          where
              + " has the unknown column \""
              + name
              + "\""
              + NearestName.suggestion(name, columns)
              + (columns.isEmpty()
                  ? "; this model has no column names, send rows as arrays"
                  : "; columns: " + names()));
    }
    return position;
  }

  /** Fails unless every column came. */
  void requireAll(boolean[] present, String where) {
    Set<String> missing = new LinkedHashSet<>();
    for (int i = 0; i < width; i++) {
      if (!present[i]) {
        missing.add(i < columns.size() ? columns.get(i) : "#" + i);
      }
    }
    if (!missing.isEmpty()) {
      throw rowProblem(
          where
              + " lacks the "
              + (missing.size() == 1 ? "column " : "columns ")
              + String.join(", ", missing));
    }
  }

  /** Reads the text of a cell: a number, or a label of a categorical column. */
  double value(int column, String text, String where) {
    Column described = column < this.described.size() ? this.described.get(column) : NUMBER;
    try {
      return ColumnText.parse(described, text);
    } catch (IllegalArgumentException e) {
      throw rowProblem(cell(column) + " " + e.getMessage() + where);
    }
  }

  /** Whether a column takes labels. */
  boolean isCategorical(int column) {
    return column < described.size() && Column.CATEGORICAL.equals(described.get(column).type());
  }

  /** What a missing cell becomes, where the model knows what to do with it. */
  double missing(int column, String where) {
    try {
      return ColumnText.missing(column < described.size() ? described.get(column) : NUMBER);
    } catch (IllegalArgumentException e) {
      throw rowProblem(cell(column) + " " + e.getMessage() + where);
    }
  }

  /** A cell of the row being read, as messages name it. */
  String cell(int column) {
    String name = column < columns.size() ? " (column \"" + columns.get(column) + "\")" : "";
    return "rows[" + count() + "][" + column + "]" + name;
  }

  double[] blank() {
    double[] row = new double[width];
    Arrays.fill(row, Double.NaN);
    return row;
  }

  static ProblemException rowProblem(String detail) {
    return new ProblemException(ProblemType.ROWS, detail);
  }

  static ProblemException malformed(String detail) {
    return new ProblemException(ProblemType.MALFORMED, detail);
  }

  private String names() {
    int shown = Math.min(columns.size(), 24);
    String names = String.join(", ", columns.subList(0, shown));
    return shown == columns.size() ? names : names + ", ...";
  }
}
