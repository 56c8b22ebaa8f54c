package org.mollify.experiments.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;
import org.mollify.models.DataSpec.Imputation;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.trainer.data.ColumnRules;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.CsvTableReader;
import org.mollify.trainer.data.NpyReader;
import org.mollify.trainer.data.NpzReader;
import org.mollify.trainer.data.Table;

/** Reads the rows of a file in the order of a model's columns. */
public final class RowReader {

  private RowReader() {}

  /**
   * Reads rows. A CSV file's columns are found by name and others are ignored; an array's are taken
   * in order, and hold codes where a column is categorical. A missing value is NaN, where the model
   * knows what to put in its place.
   *
   * @param path a file that ends in .csv, .npy or .npz; for images one that {@link ImageRows} reads
   * @param data what the model takes
   * @return rows in the order of the model's columns
   * @throws IOException if the file cannot be read as rows of the model, or values are missing
   * @throws IllegalArgumentException if the format is not known, or columns are missing
   */
  public static double[][] read(Path path, BundleManifest.Data data) throws IOException {
    if (data.columns() == null) {
      return ImageRows.read(path, data.shape());
    }
    List<Column> columns = data.columns().stream().map(RowReader::column).toList();
    List<String> names = columns.stream().map(Column::name).toList();
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    Table table;
    if (name.endsWith(".csv")) {
      table = csv(path, columns, names);
    } else if (name.endsWith(".npy")) {
      table = named(NpyReader.read(path, true), names);
    } else if (name.endsWith(".npz")) {
      table = named(NpzReader.read(path, new ArrayList<>(), true), names);
    } else {
      throw new IllegalArgumentException(
          "--in expects a file that ends in .csv, .npy or .npz; got %s".formatted(path));
    }
    if (table.columns().size() != columns.size()) {
      throw new IllegalArgumentException(
          "%s has %d columns; the model takes %d: %s"
              .formatted(path, table.columns().size(), columns.size(), String.join(", ", names)));
    }
    requireValues(table, columns, path);
    double[][] rows = new double[table.rows()][];
    int width = columns.size();
    Arrays.setAll(rows, i -> Arrays.copyOfRange(table.values(), i * width, (i + 1) * width));
    return rows;
  }

  /** An array may hold more, such as columns that were constant in training. */
  private static Table named(Table table, List<String> names) {
    List<String> all = table.columnNames();
    return all.containsAll(names)
        ? table.withColumns(names.stream().mapToInt(all::indexOf).toArray())
        : table;
  }

  private static Table csv(Path path, List<Column> columns, List<String> names) throws IOException {
    List<String> lacking = new ArrayList<>(names);
    lacking.removeAll(CsvTableReader.header(path));
    if (!lacking.isEmpty()) {
      throw new IllegalArgumentException(
          "%s lacks the %s %s; the model takes %s"
              .formatted(
                  path,
                  lacking.size() == 1 ? "column" : "columns",
                  String.join(", ", lacking),
                  String.join(", ", names)));
    }
    return CsvTableReader.read(
        path, new ColumnSelection(names, List.of(), Optional.empty()), ColumnRules.of(columns));
  }

  private static void requireValues(Table table, List<Column> columns, Path path)
      throws IOException {
    for (int row = 0; row < table.rows(); row++) {
      for (int i = 0; i < columns.size(); i++) {
        double value = table.value(row, i);
        if (columns.get(i).type() == ColumnType.INTEGER
            && !Double.isNaN(value)
            && value != Math.rint(value)) {
          throw new IOException(
              "%s, row %d: column '%s' is %s, and the model has whole numbers there"
                  .formatted(path, row + 1, columns.get(i).name(), value));
        }
        if (Double.isNaN(value) && columns.get(i).imputation() == null) {
          throw new IOException(
              "%s, row %d: column '%s' is missing, and the model was trained without replacements (--impute); fill it in or remove the row"
                  .formatted(path, row + 1, columns.get(i).name()));
        }
      }
    }
  }

  private static Column column(BundleManifest.Column column) {
    return new Column(
        column.name(),
        column.type() == null
            ? ColumnType.REAL
            : ColumnType.valueOf(column.type().toUpperCase(Locale.ROOT)),
        column.categories(),
        column.imputation() == null
            ? null
            : new Imputation(column.imputation().rule(), column.imputation().value()));
  }

  /** The columns of a bundle in a model's terms; null where it is a model of images. */
  static List<Column> columns(BundleManifest.Data data) {
    return data.columns() == null ? null : data.columns().stream().map(RowReader::column).toList();
  }
}
