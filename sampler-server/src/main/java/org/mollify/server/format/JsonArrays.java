package org.mollify.server.format;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** Arrays in JSON answers. JSON has no Infinity: a number that is not finite is null. */
final class JsonArrays {
  private JsonArrays() {}

  static void numbers(JsonGenerator json, double[] values) throws IOException {
    json.writeStartArray();
    for (double value : values) {
      number(json, value);
    }
    json.writeEndArray();
  }

  static void number(JsonGenerator json, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }

  static void strings(JsonGenerator json, List<String> values) throws IOException {
    json.writeStartArray();
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  static void booleans(JsonGenerator json, boolean[] values) throws IOException {
    json.writeStartArray();
    for (boolean value : values) {
      json.writeBoolean(value);
    }
    json.writeEndArray();
  }
}
