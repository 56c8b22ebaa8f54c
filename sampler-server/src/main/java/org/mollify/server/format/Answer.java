package org.mollify.server.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.io.ColumnText;
import org.mollify.runtime.io.CsvRows;
import org.mollify.runtime.io.ImageGrid;
import org.mollify.runtime.io.NpyWriter;

/**
 * An encoded answer.
 *
 * @param format its format
 * @param body its bytes
 */
public record Answer(Format format, byte[] body) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Writes JSON. */
  @FunctionalInterface
  public interface JsonBody {
    /** Writes the whole document. */
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * Samples: JSON with model, seed, temperature, columns and rows; a CSV table; an array of shape
   * [n, D], [n, C, H, W] for images; or images as a grid. Categories are labels in JSON and CSV,
   * codes in an array.
   */
  public static Answer samples(
      Format format,
      String model,
      BundleManifest.Data data,
      long seed,
      double temperature,
      double[][] rows)
      throws IOException {
    return switch (format) {
      case JSON ->
          json(
              json -> {
                json.writeStartObject();
                json.writeStringField("model", model);
                json.writeNumberField("seed", seed);
                json.writeNumberField("temperature", temperature);
                if (data.columns() == null) {
                  json.writeFieldName("shape");
                  json.writeStartArray();
                  for (long size : data.shape()) {
                    json.writeNumber(size);
                  }
                  json.writeEndArray();
                } else {
                  json.writeFieldName("columns");
                  JsonArrays.strings(json, names(data));
                }
                json.writeArrayFieldStart("rows");
                for (double[] row : rows) {
                  if (data.columns() == null) {
                    JsonArrays.numbers(json, row);
                  } else {
                    values(json, data.columns(), row);
                  }
                }
                json.writeEndArray();
                json.writeEndObject();
              });
      case CSV -> {
        StringBuilder text = new StringBuilder();
        CsvRows csv = new CsvRows(text, names(data));
        for (double[] row : rows) {
          if (data.columns() == null) {
            csv.row(row);
          } else {
            csv.row(ColumnText.format(data.columns(), row));
          }
        }
        yield new Answer(format, text.toString().getBytes(StandardCharsets.UTF_8));
      }
      case NPY -> {
        long[] shape =
            IntStream.range(0, data.shape().size() + 1)
                .mapToLong(i -> i == 0 ? rows.length : data.shape().get(i - 1))
                .toArray();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (NpyWriter npy = new NpyWriter(bytes, NpyWriter.Type.FLOAT64, shape)) {
          for (double[] row : rows) {
            npy.write(row);
          }
        }
        yield new Answer(format, bytes.toByteArray());
      }
      case PNG -> {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageGrid.write(data.shape(), rows, bytes);
        yield new Answer(format, bytes.toByteArray());
      }
    };
  }

  /** Any other document as JSON. */
  public static Answer json(JsonBody document) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      document.write(json);
    }
    return new Answer(Format.JSON, bytes.toByteArray());
  }

  private static List<String> names(BundleManifest.Data data) {
    if (data.columns() != null) {
      return data.columns().stream().map(Column::name).toList();
    }
    return IntStream.range(0, (int) data.dimensions()).mapToObj(i -> "x" + i).toList();
  }

  /** A row of a table: labels as text, whole numbers without a point. */
  private static void values(JsonGenerator json, List<Column> columns, double[] row)
      throws IOException {
    json.writeStartArray();
    for (int i = 0; i < row.length; i++) {
      Column column = columns.get(i);
      if (!Double.isFinite(row[i])) {
        json.writeNull();
      } else if (ColumnText.isLabel(column, row[i])) {
        json.writeString(ColumnText.format(column, row[i]));
      } else if (Column.INTEGER.equals(column.type()) && row[i] == Math.rint(row[i])) {
        json.writeNumber((long) row[i]);
      } else {
        json.writeNumber(row[i]);
      }
    }
    json.writeEndArray();
  }
}
