package org.mollify.runtime.io;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes a CSV table (RFC 4180 quoting, lines end in LF): a header, then rows of numbers in a form
 * that reads back to the same double. Non-finite numbers are written {@code Infinity}, {@code
 * -Infinity} and {@code NaN}.
 */
public final class CsvRows {
  private static final Pattern NEEDS_QUOTES = Pattern.compile("[\",\r\n]|^\\s|\\s$");

  private final Appendable out;
  private final int width;

  /**
   * Starts a table and writes its header.
   *
   * @param out receives the text
   * @param columns names of the columns
   * @throws IOException when the output fails
   */
  public CsvRows(Appendable out, List<String> columns) throws IOException {
    this.out = out;
    this.width = columns.size();
    for (int i = 0; i < width; i++) {
      out.append(i == 0 ? "" : ",").append(quoted(columns.get(i)));
    }
    out.append('\n');
  }

  /**
   * Writes one row of numbers.
   *
   * @param values one number a column
   * @throws IOException when the output fails
   * @throws IllegalArgumentException when the row is wider or narrower than the header
   */
  public void row(double... values) throws IOException {
    requireWidth(values.length);
    for (int i = 0; i < width; i++) {
      out.append(i == 0 ? "" : ",").append(number(values[i]));
    }
    out.append('\n');
  }

  /**
   * Writes one row of texts, quoted where needed.
   *
   * @param cells one text a column
   * @throws IOException when the output fails
   * @throws IllegalArgumentException when the row is wider or narrower than the header
   */
  public void row(List<String> cells) throws IOException {
    requireWidth(cells.size());
    for (int i = 0; i < width; i++) {
      out.append(i == 0 ? "" : ",").append(quoted(cells.get(i)));
    }
    out.append('\n');
  }

  /** A number in the form that {@link #row(double...)} writes. */
  public static String number(double value) {
    boolean negativeZero = Double.doubleToRawLongBits(value) == Long.MIN_VALUE;
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15 && !negativeZero;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }

  private void requireWidth(int found) {
    if (found != width) {
      throw new IllegalArgumentException(
          "a row has " + found + " cells, the header has " + width + " columns");
    }
  }

  private static String quoted(String cell) {
    return NEEDS_QUOTES.matcher(cell).find() ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }
}
