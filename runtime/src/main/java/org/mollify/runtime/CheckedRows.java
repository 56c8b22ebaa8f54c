package org.mollify.runtime;

/**
 * Rows that fit a model: of its width, complete, and with values that it takes. They stand one
 * after another in one array, as they will in the tensor.
 */
public final class CheckedRows {
  private final double[] values;
  private final int width;
  private final int missing;

  /**
   * Takes over the values.
   *
   * @param values row-major
   * @param width values of one row
   * @param missing how many of them stand for values that were missing
   */
  CheckedRows(double[] values, int width, int missing) {
    this.values = values;
    this.width = width;
    this.missing = missing;
  }

  /** Number of rows. */
  public int size() {
    return values.length / width;
  }

  /** Number of values that were missing and were replaced. */
  public int missing() {
    return missing;
  }

  int width() {
    return width;
  }

  double[] values() {
    return values;
  }

  /** A copy of one row. */
  double[] row(int number) {
    return java.util.Arrays.copyOfRange(values, number * width, (number + 1) * width);
  }
}
