package org.mollify.models;

import com.fasterxml.jackson.annotation.JsonInclude;
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
    INTEGER,
    /**
     * Labels, held as codes 0, 1, ... in the order of {@link Column#categories} and modelled as
     * whole numbers are.
     */
    CATEGORICAL;

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
   * @param categories labels by code, the most frequent first; empty unless categorical
   * @param imputation what stands for a missing value; null where missing values are an error
   */
  public record Column(
      String name,
      ColumnType type,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> categories,
      @JsonInclude(JsonInclude.Include.NON_NULL) Imputation imputation) {

    /** Checks that name and type are there. */
    public Column {
      Objects.requireNonNull(type, "type");
      if (name.isBlank()) {
        throw new IllegalArgumentException("a column needs a name");
      }
      categories = categories == null ? List.of() : List.copyOf(categories);
    }

    /**
     * A column of numbers that are never missing.
     *
     * @param name its name
     * @param type type of its raw values
     */
    public Column(String name, ColumnType type) {
      this(name, type, List.of(), null);
    }

    /**
     * The same column with another type.
     *
     * @param other the type
     * @return the column
     */
    public Column withType(ColumnType other) {
      return new Column(name, other, categories, imputation);
    }

    /**
     * The same column with a value that stands for missing ones.
     *
     * @param other the imputation
     * @return the column
     */
    public Column withImputation(Imputation other) {
      return new Column(name, type, categories, other);
    }
  }

  /**
   * What stands for a missing value.
   *
   * @param rule {@code mean}, {@code median} or {@code mode}
   * @param value the value, a code for a categorical column
   */
  public record Imputation(String rule, double value) {}

  /**
   * Rows of named columns.
   *
   * @param columns the columns in order
   * @return the description
   */
  public static DataSpec vector(List<Column> columns) {
    return new DataSpec(Kind.VECTOR, List.of((long) columns.size()), List.copyOf(columns));
  }

  /**
   * Images of grey levels 0..255.
   *
   * @param channels number of channels: 1 for grey, 3 for red, green, blue
   * @param height pixels from top to bottom
   * @param width pixels from left to right
   * @return the description
   * @throws IllegalArgumentException if a size is not positive
   */
  public static DataSpec image(long channels, long height, long width) {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image needs positive sizes; got %d channels of %d by %d pixels"
              .formatted(channels, width, height));
    }
    return new DataSpec(Kind.IMAGE, List.of(channels, height, width), List.of());
  }
}
