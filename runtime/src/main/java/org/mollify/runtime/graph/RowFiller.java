package org.mollify.runtime.graph;

/** Supplies the rows of one graph input. */
@FunctionalInterface
public interface RowFiller {

  /**
   * Writes one row.
   *
   * @param row number of the row in this run, from 0
   * @param into receives the values, as many as the input has for one item
   */
  void fill(int row, double[] into);

  /**
   * Writes all rows of a run. Where rows already stand one after another, this is the place to pass
   * them on together.
   *
   * @param rows number of rows
   * @param itemSize values of one item
   * @param into receives {@code rows itemSize} values
   */
  default void fillAll(int rows, int itemSize, TensorBuffer into) {
    double[] row = new double[itemSize];
    for (int r = 0; r < rows; r++) {
      fill(r, row);
      into.put(row, 0, itemSize);
    }
  }
}
