package org.mollify.models;

import java.util.List;

/**
 * What one raw item looks like.
 *
 * @param kind vector or image
 * @param shape shape of one item, {@code [D]} or {@code [C, H, W]}
 * @param columns the columns of a vector in order; empty for an image
 */
public record DataSpec(Kind kind, List<Long> shape, List<Column> columns) {

  /** Kinds of data. */
  public enum Kind {
    /** A row of a table. */
    VECTOR,
    /** Grey levels 0..255, channels first. */
    IMAGE
  }

  /** Type of a column's raw values. */
  public enum ColumnType {
    /** Real numbers. */
    REAL,
    /** Whole numbers. */
    INTEGER
  }

  /**
   * A column of a table.
   *
   * @param name its name in the raw data
   * @param type type of its raw values
   */
  public record Column(String name, ColumnType type) {}

  /**
   * Rows of named columns.
   *
   * @param columns the columns in order
   * @return the description
   */
  public static DataSpec vector(List<Column> columns) {
    return new DataSpec(Kind.VECTOR, List.of((long) columns.size()), List.copyOf(columns));
  }
}
