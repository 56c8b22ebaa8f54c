package org.mollify.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;
import org.mollify.models.DataSpec.Imputation;

/** Replaces the missing values of a table, which are NaN in it, or says where they are. */
final class MissingValues {

  private final Table table;
  private final String source;
  private final List<String> warnings;

  MissingValues(Table table, String source, List<String> warnings) {
    this.table = table;
    this.source = source;
    this.warnings = warnings;
  }

  /**
   * Fills every column, with values found on the rows that also standardise the data. Columns
   * without a missing value get an imputation too, for rows that are scored later.
   *
   * @throws InvalidDataException naming column, number of rows and option, if values are missing
   *     and nothing says what to do; or if a column holds no value at all
   */
  Table filled(Split split, ColumnRules rules) throws InvalidDataException {
    int[] fitted =
        IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.validation())).toArray();
    List<Column> columns = new ArrayList<>();
    double[] values = table.values();
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      int missing = missing(i);
      if (column.imputation() == null && rules.impute().isPresent()) {
        column = column.withImputation(fit(rules.impute().get(), column, i, fitted));
      }
      if (missing > 0) {
        if (column.imputation() == null) {
          throw missing(column, i, missing, rules.known().isEmpty());
        }
        values = values == table.values() ? values.clone() : values;
        fill(values, i, column.imputation().value());
        warnings.add(said(column, missing));
      }
      columns.add(column);
    }
    return table.withValues(values).withColumnsNamed(columns);
  }

  private int missing(int column) {
    return (int)
        IntStream.range(0, table.rows())
            .filter(row -> Double.isNaN(table.value(row, column)))
            .count();
  }

  private void fill(double[] values, int column, double value) {
    int width = table.columns().size();
    for (int at = column; at < values.length; at += width) {
      if (Double.isNaN(values[at])) {
        values[at] = value;
      }
    }
  }

  private Imputation fit(ImputationRule wanted, Column column, int position, int[] rows)
      throws InvalidDataException {
    double[] present =
        Arrays.stream(rows)
            .mapToDouble(row -> table.value(row, position))
            .filter(value -> !Double.isNaN(value))
            .toArray();
    if (present.length == 0) {
      throw new InvalidDataException(
          "%s: column '%s' holds no value on the rows to train on; leave it out with --drop"
              .formatted(source, column.name()));
    }
    boolean labels = column.type() == ColumnType.CATEGORICAL;
    ImputationRule rule = labels ? ImputationRule.MODE : wanted;
    double value = rule.of(present);
    return new Imputation(rule.id(), column.type().isDiscrete() ? Math.rint(value) : value);
  }

  private static String said(Column column, int missing) {
    double value = column.imputation().value();
    return "column '%s': %d missing %s replaced with the %s, %s"
        .formatted(
            column.name(),
            missing,
            missing == 1 ? "value" : "values",
            column.imputation().rule(),
            column.categories().isEmpty() ? value : column.categories().get((int) value));
  }

  private InvalidDataException missing(Column column, int position, int missing, boolean mine) {
    int first =
        IntStream.range(0, table.rows())
            .filter(row -> Double.isNaN(table.value(row, position)))
            .findFirst()
            .orElseThrow();
    return new InvalidDataException(
        "%s: column '%s' is missing in %d of %d rows, first in row %d; %s"
            .formatted(
                source,
                column.name(),
                missing,
                table.rows(),
                first + 1,
                mine
                    ? "fill it with --impute median (or mean, mode), leave the column out with"
                        + " --drop, or remove the rows"
                    : "the model was trained without missing values; fill it in or remove the rows"));
  }
}
