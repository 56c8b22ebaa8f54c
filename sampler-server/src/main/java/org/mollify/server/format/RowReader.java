package org.mollify.server.format;

import java.util.Arrays;
import java.util.List;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.io.ColumnText;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * Collects the rows of one body: how wide they are to be, how many may come, and where a named
 * column goes. Readers of the formats feed it.
 */
public final class RowReader {
  private static final Column NUMBER = new Column("", "real");

  private final ItemShape shape;
  private final int width;
  private final List<Column> described;
  private final int maxRows;
  private final int maxValues;
  private final BodyMemory memory;

  /** Made when a name is asked for: most bodies have none, and models may have many. */
  private ColumnNames columns;

  /** Rows one after another, as a tensor has them; the first {@code count} are there. */
  private double[] values = new double[0];

  private int count;

  /**
   * A body as it came.
   *
   * @param format its format
   * @param contentType the {@code Content-Type} header, null when absent
   * @param bytes its bytes
   */
  public record Body(Format format, String contentType, byte[] bytes) {}

  private RowReader(BundleManifest.Data data, int maxRows, int maxValues, BodyMemory memory) {
    this.shape = new ItemShape(data.shape());
    this.width = Math.toIntExact(data.dimensions());
    this.described = data.columns() == null ? List.of() : data.columns();
    this.maxRows = maxRows;
    this.maxValues = maxValues;
    this.memory = memory;
  }

  /**
   * Reads the rows of a body.
   *
   * @param body the body and its format
   * @param data what a row is to look like
   * @param maxRows most rows
   * @param maxValues most numbers over all rows
   * @param memory what the rows are read into
   * @return the values of all rows, row by row, each as wide as the model takes
   * @throws ProblemException when the body is malformed (400), above a limit (413) or its rows do
   *     not fit (422), or there is no memory for them now (503)
   */
  public static double[] read(
      Body body, BundleManifest.Data data, int maxRows, int maxValues, BodyMemory memory) {
    RowReader rows = new RowReader(data, maxRows, maxValues, memory);
    byte[] bytes = body.bytes();
    switch (body.format()) {
      case JSON -> new JsonRows(rows).read(bytes);
      case CSV -> new CsvBody(rows).read(bytes);
      case NPY -> new NpyBody(rows).read(bytes);
      case ARROW -> new ArrowBody(rows).read(bytes);
      case PNG, JPEG -> rows.add(Pictures.read(body.format(), bytes, data.shape(), ""));
      case MULTIPART -> new MultipartPictures(rows, data.shape()).read(body);
    }
    if (rows.count == 0) {
      throw rowProblem("there are no rows; expected at least one");
    }
    return rows.values(rows.count * rows.width);
  }

  /** The memory that readers take for what they make of the body. */
  BodyMemory memory() {
    return memory;
  }

  /** Number of values of a row. */
  int width() {
    return width;
  }

  /** How the values of a row may be laid out. */
  ItemShape shape() {
    return shape;
  }

  /** Names of the columns; none of images. */
  ColumnNames columns() {
    if (columns == null) {
      columns = new ColumnNames(described.stream().map(Column::name).toList(), width);
    }
    return columns;
  }

  /** Number of rows so far, which is the number of the next row. */
  int count() {
    return count;
  }

  void add(double[] row) {
    requireRoom(count + 1L);
    int at = count * width;
    if (at == values.length) {
      long most = (long) mostRows() * width;
      values((int) Math.min(most, Math.max(16L * width, 2L * at)));
    }
    System.arraycopy(row, 0, values, at, width);
    count++;
  }

  /** The values in an array of this length. */
  private double[] values(int length) {
    if (length != values.length) {
      memory.replace((long) values.length * Double.BYTES, (long) length * Double.BYTES);
      values = Arrays.copyOf(values, length);
    }
    return values;
  }

  /**
   * Takes over all rows at once.
   *
   * @param all their values, row by row
   * @param rows number of rows, for which there is room
   */
  void take(double[] all, int rows) {
    values = all;
    count = rows;
  }

  /** Most rows that a body may have. */
  int mostRows() {
    return Math.min(maxRows, maxValues / width);
  }

  /** Fails when so many rows are above the limits. */
  void requireRoom(long wanted) {
    int most = mostRows();
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
              + (columns().isEmpty() ? "" : " (" + columns() + ")"));
    }
    return values;
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

  /** Passes a number on if it is finite. */
  double finite(int column, double value) {
    if (!Double.isFinite(value)) {
      throw rowProblem(cell(column) + " is " + value + "; expected a finite number");
    }
    return value;
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
    return "rows[" + count() + "][" + column + "]" + columns().suffix(column);
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
}
