package org.mollify.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;
import org.mollify.models.NearestName;

/**
 * What the columns of a file hold, where the file alone does not say or says it wrong.
 *
 * @param real columns of real numbers, though every value is whole
 * @param integer columns of whole numbers, though they are written as real ones
 * @param categorical columns of labels, though they may look like numbers
 * @param impute what missing values are replaced with; empty makes them an error
 * @param known the columns as a model knows them, which settles types, categories and imputations;
 *     empty to find them out
 */
public record ColumnRules(
    List<String> real,
    List<String> integer,
    List<String> categorical,
    Optional<ImputationRule> impute,
    List<Column> known) {

  /** What the file says; missing values are an error. */
  public static final ColumnRules NONE =
      new ColumnRules(List.of(), List.of(), List.of(), Optional.empty(), List.of());

  /**
   * Checks that no column is given two types.
   *
   * @throws IllegalArgumentException with one line that names the column
   */
  public ColumnRules {
    real = List.copyOf(real);
    integer = List.copyOf(integer);
    categorical = List.copyOf(categorical);
    known = List.copyOf(known);
    List<String> seen = new ArrayList<>();
    for (List<String> names : List.of(real, integer, categorical)) {
      for (String name : names) {
        if (seen.contains(name)) {
          throw new IllegalArgumentException(
              "'" + name + "' is named twice in --real, --integer and --categorical; choose one");
        }
        seen.add(name);
      }
    }
  }

  /**
   * The columns as a model knows them.
   *
   * @param columns the model's columns
   * @return rules under which a file reads as the model's data did
   */
  public static ColumnRules of(List<Column> columns) {
    return new ColumnRules(List.of(), List.of(), List.of(), Optional.empty(), columns);
  }

  /** The column as a model knows it. */
  Optional<Column> known(String name) {
    return known.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /** Whether a column is to be read as labels. */
  boolean isCategorical(String name) {
    return categorical.contains(name)
        || known(name).filter(column -> column.type() == ColumnType.CATEGORICAL).isPresent();
  }

  /** Whether a column is to be read as numbers. */
  boolean isNumeric(String name) {
    return real.contains(name)
        || integer.contains(name)
        || known(name).filter(column -> column.type() != ColumnType.CATEGORICAL).isPresent();
  }

  /**
   * Gives a table the types that were asked for.
   *
   * @throws IllegalArgumentException if a named column is not there
   * @throws InvalidDataException if a column that is to hold whole numbers does not
   */
  Table typed(Table table, String source) throws InvalidDataException {
    for (List<String> names : List.of(real, integer, categorical)) {
      for (String name : names) {
        if (!table.columnNames().contains(name)) {
          throw new IllegalArgumentException(
              "%s has no modelled column '%s' (%s)%s; modelled columns: %s"
                  .formatted(
                      source,
                      name,
                      option(name),
                      NearestName.hint(name, table.columnNames()),
                      ColumnSelection.listed(table.columnNames())));
        }
      }
    }
    List<Column> columns = new ArrayList<>();
    boolean allKnown = known.size() == table.columns().size();
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      if (allKnown) {
        if (known.get(i).type() == ColumnType.INTEGER) {
          requireWhole(table, i, source, "the model has whole numbers in column");
        }
        columns.add(known.get(i));
      } else if (real.contains(column.name())) {
        columns.add(column.withType(ColumnType.REAL));
      } else if (integer.contains(column.name())) {
        requireWhole(table, i, source, "--integer names column");
        columns.add(column.withType(ColumnType.INTEGER));
      } else if (categorical.contains(column.name()) && column.type() != ColumnType.CATEGORICAL) {
        throw new IllegalArgumentException(
            "--categorical reads the labels of csv: files; %s holds numbers".formatted(source));
      } else {
        columns.add(column);
      }
    }
    return table.withColumnsNamed(columns);
  }

  private String option(String name) {
    return real.contains(name) ? "--real" : integer.contains(name) ? "--integer" : "--categorical";
  }

  private static void requireWhole(Table table, int column, String source, String why)
      throws InvalidDataException {
    for (int row = 0; row < table.rows(); row++) {
      double value = table.value(row, column);
      boolean whole = value == Math.rint(value) && Math.abs(value) < ColumnType.EXACT_INTEGER_LIMIT;
      if (!Double.isNaN(value) && !whole) {
        throw new InvalidDataException(
            "%s: %s '%s', whose row %d holds %s; only whole numbers below 2^53 fit"
                .formatted(source, why, table.columnNames().get(column), row + 1, value));
      }
    }
  }
}
