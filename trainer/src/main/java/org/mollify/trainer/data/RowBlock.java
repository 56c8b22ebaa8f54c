package org.mollify.trainer.data;

import java.util.Arrays;
import java.util.Optional;

/**
 * The rows of one part of a data set: row-major doubles in raw data units.
 *
 * <p>The array is shared with whoever asks and is not to be written to.
 */
public final class RowBlock implements ItemBlock {
  private final double[] values;
  private final int columns;
  private final double[] labels;

  /**
   * Creates a block over an array that it takes ownership of.
   *
   * @param values rows x columns values, row-major
   * @param columns the number of columns
   * @param labels one label a row, or null
   */
  RowBlock(double[] values, int columns, double[] labels) {
    this.values = values;
    this.columns = columns;
    this.labels = labels;
  }

  /** Returns rows x columns values, row-major. */
  public double[] values() {
    return values;
  }

  @Override
  public int size() {
    return rows();
  }

  /** Returns the number of rows. */
  public int rows() {
    return values.length / columns;
  }

  /** Returns the number of columns. */
  public int columns() {
    return columns;
  }

  /** Returns one value. */
  public double value(int row, int column) {
    return values[row * columns + column];
  }

  /** Returns a copy of one row. */
  public double[] row(int row) {
    return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
  }

  /** Returns a copy of the rows. */
  public double[][] toRows() {
    double[][] result = new double[rows()][];
    Arrays.setAll(result, this::row);
    return result;
  }

  /** Returns the label of each row, where the source has labels. */
  public Optional<double[]> labels() {
    return Optional.ofNullable(labels);
  }
}
