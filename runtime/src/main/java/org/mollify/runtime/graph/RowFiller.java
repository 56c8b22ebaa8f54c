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
}
