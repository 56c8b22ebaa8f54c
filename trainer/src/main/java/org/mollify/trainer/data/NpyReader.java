package org.mollify.trainer.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;

/**
 * Reads a table from a NumPy array file: two axes (rows, columns), or one axis as a single column.
 * The columns are called c0, c1, and so on; those of an integer type are {@link
 * ColumnType#INTEGER}.
 */
public final class NpyReader {
  private static final int CHUNK_BYTES = 1 << 16;

  private NpyReader() {}

  /**
   * Reads a file.
   *
   * @throws InvalidDataException with one line that says what is wrong, for a value its row (the
   *     first is row 1) and column
   */
  public static Table read(Path path) throws IOException {
    return read(path, false);
  }

  /**
   * Reads a file.
   *
   * @param missing whether NaN is a missing value; otherwise it is refused
   */
  public static Table read(Path path, boolean missing) throws IOException {
    TextFile.requireFile(path);
    try (InputStream in = Files.newInputStream(path)) {
      return read(in, path.toString(), missing);
    }
  }

  /**
   * Reads an array of items with any number of axes, such as images {@code [n, C, H, W]}.
   *
   * @param path the file
   * @param itemShape shape of one item; an array {@code [n, D]} of as many values is taken too
   * @return one row of values an item, in the order of its axes
   * @throws IOException with one line that says what is wrong
   */
  public static double[][] readItems(Path path, List<Long> itemShape) throws IOException {
    TextFile.requireFile(path);
    String source = path.toString();
    try (InputStream stream = Files.newInputStream(path)) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(stream, CHUNK_BYTES));
      NpyHeader header = NpyHeader.read(in, source);
      List<Long> shape = Arrays.stream(header.shape()).boxed().toList();
      long size = itemShape.stream().reduce(1L, Math::multiplyExact);
      boolean fits =
          shape.size() > 1
              && (shape.subList(1, shape.size()).equals(itemShape)
                  || shape.subList(1, shape.size()).equals(List.of(size)));
      if (!fits || shape.get(0) == 0 || header.fortranOrder()) {
        throw new InvalidDataException(
            "%s has shape %s%s; the model takes items of shape %s, so [n, ...] of those in row-major order"
                .formatted(
                    source,
                    header.shapeText(),
                    header.fortranOrder() ? ", column-major" : "",
                    itemShape));
      }
      double[][] items = new double[Math.toIntExact(shape.get(0))][Math.toIntExact(size)];
      for (double[] item : items) {
        readValues(in, header.dtype(), item, source);
      }
      return items;
    }
  }

  /**
   * Reads an array from a stream, which stays open.
   *
   * @param source how to name it in a message
   * @param missing whether NaN is a missing value; otherwise it is refused
   */
  static Table read(InputStream stream, String source, boolean missing) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(stream, CHUNK_BYTES));
    NpyHeader header = NpyHeader.read(in, source);
    long[] shape = header.shape();
    if (shape.length != 1 && shape.length != 2) {
      throw new InvalidDataException(
          source
              + " has shape "
              + header.shapeText()
              + "; expected rows x columns, or one axis for a single column");
    }
    long rows = shape[0];
    long columns = shape.length == 1 ? 1 : shape[1];
    if (rows == 0 || columns == 0) {
      throw new InvalidDataException(source + " is empty: its shape is " + header.shapeText());
    }
    // A claim of this size has overflowed or cannot be held in one array.
    if (rows > Integer.MAX_VALUE - 8 || columns > (Integer.MAX_VALUE - 8) / rows) {
      throw new InvalidDataException(
          source + " is too large to be held: its shape is " + header.shapeText());
    }
    double[] values = new double[(int) (rows * columns)];
    readValues(in, header.dtype(), values, source);
    if (header.fortranOrder() && shape.length == 2) {
      values = transposed(values, (int) rows, (int) columns);
    }
    requireFinite(values, (int) columns, source, missing);
    return new Table(columns(header.dtype(), values, (int) columns), values, null);
  }

  private static void readValues(DataInputStream in, NpyType dtype, double[] values, String source)
      throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(chunk).order(dtype.order());
    int perChunk = CHUNK_BYTES / dtype.bytes();
    for (int start = 0; start < values.length; start += perChunk) {
      int count = Math.min(perChunk, values.length - start);
      int got = in.readNBytes(chunk, 0, count * dtype.bytes());
      if (got < count * dtype.bytes()) {
        throw new InvalidDataException(
            source
                + " is cut off: it holds "
                + (start + got / dtype.bytes())
                + " of "
                + values.length
                + " values");
      }
      buffer.clear();
      for (int i = 0; i < count; i++) {
        values[start + i] = dtype.read(buffer);
      }
    }
  }

  private static double[] transposed(double[] columnMajor, int rows, int columns) {
    double[] rowMajor = new double[columnMajor.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        rowMajor[row * columns + column] = columnMajor[column * rows + row];
      }
    }
    return rowMajor;
  }

  private static void requireFinite(double[] values, int columns, String source, boolean missing)
      throws InvalidDataException {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i]) && !(missing && Double.isNaN(values[i]))) {
        throw new InvalidDataException(
            source
                + ", row "
                + (i / columns + 1)
                + ", column c"
                + i % columns
                + " is "
                + (Double.isNaN(values[i]) ? "missing (NaN)" : "infinite")
                + "; every value must be finite");
      }
    }
  }

  private static List<Column> columns(NpyType dtype, double[] values, int columns) {
    boolean[] beyond = new boolean[columns];
    for (int i = 0; i < values.length; i++) {
      beyond[i % columns] |= Math.abs(values[i]) >= ColumnType.EXACT_INTEGER_LIMIT;
    }
    List<Column> result = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      result.add(
          new Column(
              "c" + i, dtype.isInteger() && !beyond[i] ? ColumnType.INTEGER : ColumnType.REAL));
    }
    return result;
  }
}
