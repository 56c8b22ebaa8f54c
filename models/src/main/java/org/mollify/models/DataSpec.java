package org.mollify.models;

import java.util.List;
import java.util.Objects;

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
    /**
     * Whole numbers, modelled with uniform noise in [0, 1) added. A column with a value of {@link
     * #EXACT_INTEGER_LIMIT} or more, which a double cannot tell from its neighbour, is {@link
     * #REAL}.
     */
    INTEGER;

    /** The magnitude below which every whole number has its own double, 2^53. */
    public static final double EXACT_INTEGER_LIMIT = 0x1p53;

    /**
     * Whether values are whole, so that a density needs them dequantised.
     *
     * @return whether they are
     */
    public boolean isDiscrete() {
      return this != REAL;
    }
  }

  /**
   * A column of a table.
   *
   * @param name its name in the raw data, not blank, unique in its table
   * @param type type of its raw values
   */
  public record Column(String name, ColumnType type) {

    /** Checks that both are there. */
    public Column {
      Objects.requireNonNull(type, "type");
      if (name.isBlank()) {
        throw new IllegalArgumentException("a column needs a name");
      }
    }
  }

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
