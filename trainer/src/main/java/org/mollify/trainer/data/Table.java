package org.mollify.trainer.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;

/**
 * Numbers in named columns, with at most one label a row. All are finite, but for missing values,
 * which are NaN until {@link DatasetLoader} has replaced or refused them.
 *
 * <p>The values are held once, row after row, and are shared with whoever asks: a table is read,
 * never written to.
 */
public final class Table {
  private final List<Column> columns;
  private final double[] values;
  private final int rows;
  private final double[] labels;

  /**
   * Creates a table over an array that it takes ownership of.
   *
   * @param columns the columns, at least one
   * @param values rows x columns values, row-major
   * @param labels one label a row, or null
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public Table(List<Column> columns, double[] values, double[] labels) {
    this.columns = List.copyOf(columns);
    if (columns.isEmpty() || values.length % columns.size() != 0) {
      throw new IllegalArgumentException(
          values.length + " values do not fill rows of " + columns.size() + " columns");
    }
    this.values = values;
    this.rows = values.length / columns.size();
    if (labels != null && labels.length != rows) {
      throw new IllegalArgumentException(labels.length + " labels for " + rows + " rows");
    }
    this.labels = labels;
  }

  /** Returns the columns in order. */
  public List<Column> columns() {
    return columns;
  }

  /** Returns the column names in order. */
  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** Returns the number of rows. */
  public int rows() {
    return rows;
  }

  /** Returns one value. */
  public double value(int row, int column) {
    return values[row * columns.size() + column];
  }

  /** Returns rows x columns values, row-major. */
  public double[] values() {
    return values;
  }

  /** Returns the label of each row, where the source has labels. */
  public Optional<double[]> labels() {
    return Optional.ofNullable(labels);
  }

  /** Returns the same values with one label a row. */
  Table withLabels(double[] newLabels) {
    return new Table(columns, values, newLabels);
  }

  /** Returns the same values with every column of type {@link ColumnType#REAL}. */
  Table asReal() {
    return new Table(
        columns.stream().map(column -> column.withType(ColumnType.REAL)).toList(), values, labels);
  }

  /** Returns the same values with columns of other types. */
  Table withColumnsNamed(List<Column> others) {
    return new Table(others, values, labels);
  }

  /** Returns the same columns with other values. */
  Table withValues(double[] others) {
    return new Table(columns, others, labels);
  }

  /** Returns the table with only the columns at {@code kept}, in that order. */
  public Table withColumns(int[] kept) {
    double[] selected = new double[rows * kept.length];
    int next = 0;
    for (int row = 0; row < rows; row++) {
      for (int column : kept) {
        selected[next++] = value(row, column);
      }
    }
    List<Column> names = Arrays.stream(kept).mapToObj(columns::get).toList();
    return new Table(names, selected, labels);
  }

  /** Returns the rows at {@code indices}, in that order. */
  RowBlock block(int[] indices) {
    int width = columns.size();
    double[] selected = new double[indices.length * width];
    double[] selectedLabels = labels == null ? null : new double[indices.length];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(values, indices[i] * width, selected, i * width, width);
      if (labels != null) {
        selectedLabels[i] = labels[indices[i]];
      }
    }
    return new RowBlock(selected, width, selectedLabels);
  }
}
