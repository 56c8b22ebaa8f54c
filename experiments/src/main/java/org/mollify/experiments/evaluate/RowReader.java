package org.mollify.experiments.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mollify.runtime.bundle.BundleManifest;
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
   * in order.
   *
   * @param path a file that ends in .csv, .npy or .npz
   * @param data what the model takes
   * @return rows in the order of the model's columns
   * @throws IOException if the file cannot be read as rows of finite numbers
   * @throws IllegalArgumentException if the format is not known, or columns are missing
   */
  public static double[][] read(Path path, BundleManifest.Data data) throws IOException {
    List<String> columns = data.columns().stream().map(BundleManifest.Column::name).toList();
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    Table table;
    if (name.endsWith(".csv")) {
      table = CsvTableReader.read(path, new ColumnSelection(columns, List.of(), Optional.empty()));
    } else if (name.endsWith(".npy")) {
      table = NpyReader.read(path);
    } else if (name.endsWith(".npz")) {
      table = NpzReader.read(path, new ArrayList<>());
    } else {
      throw new IllegalArgumentException(
          "--in expects a file that ends in .csv, .npy or .npz; got %s".formatted(path));
    }
    if (table.columns().size() != columns.size()) {
      throw new IllegalArgumentException(
          "%s has %d columns; the model takes %d: %s"
              .formatted(path, table.columns().size(), columns.size(), String.join(", ", columns)));
    }
    double[][] rows = new double[table.rows()][];
    int width = columns.size();
    Arrays.setAll(rows, i -> Arrays.copyOfRange(table.values(), i * width, (i + 1) * width));
    return rows;
  }
}
