package org.mollify.server.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.io.ColumnText;

/**
 * Samples as an Arrow stream. A table has a column each: float64, int64 for whole numbers, and a
 * dictionary of labels for categories; a value that overflowed is null there. Images are one column
 * {@code image}, a fixed-shape tensor of float64 (Arrow's canonical extension type {@code
 * arrow.fixed_shape_tensor}). Model, seed and temperature are metadata of the schema.
 */
final class ArrowSamples implements SampleWriter {
  /** Values in a batch of the stream, unless a row has more. */
  private static final int BATCH_VALUES = 1 << 16;

  private final ArrowTable table;
  private final List<Column> columns;
  private final int batchRows;

  ArrowSamples(Head head, OutputStream out) throws IOException {
    this.columns = head.data().columns();
    this.batchRows = (int) Math.max(1, BATCH_VALUES / head.data().dimensions());
    ArrowTable.Builder builder =
        new ArrowTable.Builder()
            .metadata(
                Map.of(
                    "model", head.model(),
                    "seed", Long.toString(head.seed()),
                    "temperature", Double.toString(head.temperature())));
    if (columns != null) {
      columns.forEach(
          column -> {
            if (Column.CATEGORICAL.equals(column.type())) {
              builder.labels(column.name(), column.categories());
            } else if (Column.INTEGER.equals(column.type())) {
              builder.wholeNumbers(column.name());
            } else {
              builder.numbers(column.name());
            }
          });
    } else if (head.data().shape().size() > 1) {
      builder.tensors("image", head.data().shape());
    } else {
      head.names().forEach(builder::numbers);
    }
    this.table = builder.open(out);
  }

  @Override
  public void write(double[][] rows) throws IOException {
    for (int from = 0; from < rows.length; from += batchRows) {
      writeBatch(rows, from, Math.min(batchRows, rows.length - from));
    }
  }

  private void writeBatch(double[][] rows, int from, int count) throws IOException {
    table.begin(count);
    for (int r = 0; r < count; r++) {
      double[] row = rows[from + r];
      if (table.hasTensors()) {
        table.tensor(r, row);
        continue;
      }
      for (int c = 0; c < row.length; c++) {
        if (columns != null && isOutside(columns.get(c), row[c])) {
          table.missing(r, c);
        } else {
          table.set(r, c, row[c]);
        }
      }
    }
    table.end();
  }

  @Override
  public void close() throws IOException {
    table.close();
  }

  /** Whether a value that overflowed has no place in a column of labels or whole numbers. */
  private static boolean isOutside(Column column, double value) {
    if (Column.CATEGORICAL.equals(column.type())) {
      return !ColumnText.isLabel(column, value);
    }
    return Column.INTEGER.equals(column.type())
        && (value != Math.rint(value) || Math.abs(value) > 0x1p62);
  }
}
