package org.mollify.server.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.io.ColumnText;

/** Samples as one JSON object whose last key is {@code rows}. */
final class JsonSamples implements SampleWriter {
  private static final JsonFactory FACTORY =
      new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);

  private final JsonGenerator json;
  private final List<Column> columns;

  JsonSamples(Head head, OutputStream out) throws IOException {
    this.json = FACTORY.createGenerator(out);
    this.columns = head.data().columns();
    json.writeStartObject();
    json.writeStringField("model", head.model());
    json.writeNumberField("seed", head.seed());
    if (head.toSeed() != null) {
      json.writeNumberField("toSeed", head.toSeed());
    }
    json.writeNumberField("temperature", head.temperature());
    if (columns == null) {
      json.writeArrayFieldStart("shape");
      for (long size : head.data().shape()) {
        json.writeNumber(size);
      }
      json.writeEndArray();
    } else {
      json.writeFieldName("columns");
      JsonArrays.strings(json, head.names());
    }
    json.writeArrayFieldStart("rows");
  }

  @Override
  public void write(double[][] rows) throws IOException {
    for (double[] row : rows) {
      if (columns == null) {
        JsonArrays.numbers(json, row);
      } else {
        values(row);
      }
    }
  }

  @Override
  public void close() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
    json.close();
  }

  /** A row of a table: labels as text, whole numbers without a point. */
  private void values(double[] row) throws IOException {
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
