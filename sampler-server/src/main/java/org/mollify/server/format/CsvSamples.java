package org.mollify.server.format;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.io.ColumnText;
import org.mollify.runtime.io.CsvRows;

/** Samples as a CSV table. */
final class CsvSamples implements SampleWriter {
  private final Writer text;
  private final CsvRows csv;
  private final List<Column> columns;

  CsvSamples(Head head, OutputStream out) throws IOException {
    this.text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    this.csv = new CsvRows(text, head.names());
    this.columns = head.data().columns();
  }

  @Override
  public void write(double[][] rows) throws IOException {
    for (double[] row : rows) {
      if (columns == null) {
        csv.row(row);
      } else {
        csv.row(ColumnText.format(columns, row));
      }
    }
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
