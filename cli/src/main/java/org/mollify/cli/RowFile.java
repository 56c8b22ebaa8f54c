package org.mollify.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.runtime.RowSink;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.io.ColumnText;
import org.mollify.runtime.io.CsvRows;
import org.mollify.runtime.io.NpyWriter;

/** Rows written as a file whose format its name says. */
record RowFile(Path path, Format format) {

  enum Format {
    CSV,
    NPY
  }

  /** Chooses the format, before any work is done. */
  static RowFile of(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    for (Format format : Format.values()) {
      if (name.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
        if (Files.isDirectory(path)) {
          throw new IllegalArgumentException(
              "--out expects a file to write; %s is a folder".formatted(path));
        }
        return new RowFile(path, format);
      }
    }
    throw new IllegalArgumentException(
        "--out expects a file that ends in .csv or .npy; got %s".formatted(path));
  }

  /** Gives rows one after another. */
  @FunctionalInterface
  interface Rows {
    void writeTo(RowSink sink) throws IOException;
  }

  /** Writes rows of a model, all or nothing: categories by label in CSV, by code in NPY. */
  void writeItems(List<Column> columns, double[][] rows) throws IOException {
    List<String> names = columns.stream().map(Column::name).toList();
    write(names, rows.length, each(rows), row -> ColumnText.format(columns, row));
  }

  /** Writes rows of numbers, all or nothing. */
  void write(List<String> columns, double[][] rows) throws IOException {
    write(columns, rows.length, each(rows));
  }

  /** Writes rows of numbers as they come, all or nothing. */
  void write(List<String> columns, long count, Rows rows) throws IOException {
    write(columns, count, rows, row -> Arrays.stream(row).mapToObj(CsvRows::number).toList());
  }

  private static Rows each(double[][] rows) {
    return sink -> {
      for (double[] row : rows) {
        sink.accept(row);
      }
    };
  }

  private void write(
      List<String> columns, long count, Rows rows, Function<double[], List<String>> text)
      throws IOException {
    AtomicFile.write(
        path,
        out -> {
          if (format == Format.CSV) {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            CsvRows csv = new CsvRows(writer, columns);
            rows.writeTo(row -> csv.row(text.apply(row)));
            writer.flush();
          } else {
            try (NpyWriter npy =
                new NpyWriter(new LeftOpen(out), NpyWriter.Type.FLOAT64, count, columns.size())) {
              rows.writeTo(npy::write);
            }
          }
        });
  }

  /** Closing it ends what was written; the file itself is closed by its owner. */
  private static final class LeftOpen extends FilterOutputStream {

    LeftOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
