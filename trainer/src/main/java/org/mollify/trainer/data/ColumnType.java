package org.mollify.trainer.data;

/** How the source wrote a column. */
public enum ColumnType {
  /** Real numbers. */
  REAL,
  /**
   * Whole numbers: every cell of a text file is written without point or exponent, or the array has
   * an integer type. A column with a value of 2^53 or more, which a double cannot tell from its
   * neighbour, is {@link #REAL}.
   */
  INTEGER;

  /** The largest magnitude below which every whole number has its own double. */
  static final double EXACT_INTEGER_LIMIT = 0x1p53;
}
