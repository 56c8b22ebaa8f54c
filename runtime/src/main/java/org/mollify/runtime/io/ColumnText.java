package org.mollify.runtime.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mollify.runtime.bundle.BundleManifest.Column;

/**
 * The values of a column as text: labels for codes, whole numbers without a point, and what a
 * missing value becomes.
 */
public final class ColumnText {

  /** How {@link #format} writes what is no number. */
  private static final Set<String> OVERFLOWED = Set.of("NaN", "Infinity", "-Infinity");

  private ColumnText() {}

  /**
   * Reads a value.
   *
   * @param column the column
   * @param text a number, or a label of a categorical column
   * @return the number or the code
   * @throws IllegalArgumentException when it is neither; the message goes on after the name of the
   *     cell
   */
  public static double parse(Column column, String text) {
    if (Column.CATEGORICAL.equals(column.type())) {
      int code = column.categories().indexOf(text);
      if (code < 0) {
        throw new IllegalArgumentException(
            "is \"%s\", which is no category of the model; known: %s"
                .formatted(shortened(text), known(column.categories())));
      }
      return code;
    }
    try {
      return OVERFLOWED.contains(text) ? Double.parseDouble(text) : NumberText.parse(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "is \"%s\"; expected a number".formatted(shortened(text)), e);
    }
  }

  /**
   * What a missing value becomes: NaN, which a model replaces when it scores the row.
   *
   * @param column the column
   * @return NaN
   * @throws IllegalArgumentException when the model knows no replacement; the message goes on after
   *     the name of the cell
   */
  public static double missing(Column column) {
    if (column.imputation() == null) {
      throw new IllegalArgumentException(
          "is missing, and the model was trained without replacements for missing values; fill it"
              + " in");
    }
    return Double.NaN;
  }

  /**
   * Writes a value.
   *
   * @param column the column
   * @param value a number or a code
   * @return the number or the label
   */
  public static String format(Column column, double value) {
    return isLabel(column, value) ? column.categories().get((int) value) : CsvRows.number(value);
  }

  /**
   * Writes a row.
   *
   * @param columns the columns
   * @param row one value a column
   * @return one text a column
   */
  public static List<String> format(List<Column> columns, double[] row) {
    List<String> cells = new ArrayList<>(row.length);
    for (int i = 0; i < row.length; i++) {
      cells.add(format(columns.get(i), row[i]));
    }
    return cells;
  }

  /**
   * Whether a value is the code of a label.
   *
   * @param column the column
   * @param value a value of the column
   * @return whether it has a label; a code that overflowed has none
   */
  public static boolean isLabel(Column column, double value) {
    return Column.CATEGORICAL.equals(column.type())
        && value == Math.rint(value)
        && value >= 0
        && value < column.categories().size();
  }

  /** Number of values that are missing. */
  public static int countMissing(double[][] rows) {
    int missing = 0;
    for (double[] row : rows) {
      for (double value : row) {
        missing += Double.isNaN(value) ? 1 : 0;
      }
    }
    return missing;
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private static String known(List<String> labels) {
    int shown = Math.min(labels.size(), 20);
    String list = String.join(", ", labels.subList(0, shown));
    return shown == labels.size() ? list : list + ", and " + (labels.size() - shown) + " more";
  }
}
