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
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.runtime.RowSink;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.io.ColumnText;
import org.mollify.runtime.io.CsvRows;
import org.mollify.runtime.io.ImageGrid;
import org.mollify.runtime.io.NpyWriter;

/** Rows written as a file whose format its name says. */
record RowFile(Path path, Format format) {

  enum Format {
    CSV,
    NPY,
    PNG
  }

  /** Chooses the format of rows or scores, before any work is done. */
  static RowFile of(Path path) {
    return of(path, EnumSet.of(Format.CSV, Format.NPY));
  }

  /** Chooses the format of samples, before any are drawn: a picture where they are images. */
  static RowFile ofSamples(Path path, BundleManifest.Data data) {
    return data.columns() == null ? of(path, EnumSet.allOf(Format.class)) : of(path);
  }

  private static RowFile of(Path path, Set<Format> taken) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    for (Format format : taken) {
      if (name.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
        if (Files.isDirectory(path)) {
          throw new IllegalArgumentException(
              "--out expects a file to write; %s is a folder".formatted(path));
        }
        return new RowFile(path, format);
      }
    }
    throw new IllegalArgumentException(
        "--out expects a file that ends in %s; got %s"
            .formatted(
                taken.stream()
                    .map(format -> "." + format.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(" or ")),
                path));
  }

  /** Gives rows one after another. */
  @FunctionalInterface
  interface Rows {
    void writeTo(RowSink sink) throws IOException;
  }

  /**
   * Writes items of a model, all or nothing: categories by label in CSV, by code in NPY; images as
   * a grid in PNG, and as an array [N, C, H, W] in NPY.
   */
  void writeItems(BundleManifest.Data data, double[][] rows, int gridColumns) throws IOException {
    List<Column> columns = data.columns();
    if (columns == null) {
      writeImages(data, rows, gridColumns);
      return;
    }
    List<String> names = columns.stream().map(Column::name).toList();
    write(names, rows.length, each(rows), row -> ColumnText.format(columns, row));
  }

  private void writeImages(BundleManifest.Data data, double[][] images, int gridColumns)
      throws IOException {
    switch (format) {
      case PNG ->
          AtomicFile.write(path, out -> ImageGrid.write(data.shape(), images, gridColumns, out));
      case NPY ->
          writeArray(
              LongStream.concat(
                      LongStream.of(images.length),
                      data.shape().stream().mapToLong(Long::longValue))
                  .toArray(),
              each(images));
      case CSV ->
          write(
              IntStream.range(0, images[0].length).mapToObj(i -> "x" + i).toList(),
              images.length,
              each(images));
    }
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
    if (format == Format.NPY) {
      writeArray(new long[] {count, columns.size()}, rows);
      return;
    }
    AtomicFile.write(
        path,
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          CsvRows csv = new CsvRows(writer, columns);
          rows.writeTo(row -> csv.row(text.apply(row)));
          writer.flush();
        });
  }

  private void writeArray(long[] shape, Rows rows) throws IOException {
    AtomicFile.write(
        path,
        out -> {
          try (NpyWriter npy = new NpyWriter(new LeftOpen(out), NpyWriter.Type.FLOAT64, shape)) {
            rows.writeTo(npy::write);
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
