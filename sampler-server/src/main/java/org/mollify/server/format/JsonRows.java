package org.mollify.server.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.List;
import org.mollify.server.NearestName;
import org.mollify.server.problem.MalformedJson;

/**
 * Reads {@code {"rows": [[1, 2], ...]}} or {@code {"rows": [{"column": 1, ...}, ...]}} in one pass.
 * A categorical column takes its labels, and null is a missing value. NaN and Infinity are read, so
 * that the complaint about them can name row and column.
 */
final class JsonRows {
  private static final JsonFactory FACTORY =
      JsonText.factory().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final RowReader rows;

  JsonRows(RowReader rows) {
    this.rows = rows;
  }

  void read(byte[] body) {
    try (JsonParser json = JsonText.parser(FACTORY, body, body.length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw RowReader.malformed(
            (json.currentToken() == null ? "the body is empty" : "the body is not a JSON object")
                + "; expected {\"rows\": [[...], ...]}");
      }
      boolean seen = false;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (!name.equals("rows")) {
          throw RowReader.malformed(
              "unknown key \""
                  + name
                  + "\""
                  + NearestName.suggestion(name, List.of("rows"))
                  + "; expected rows");
        }
        if (seen) {
          throw RowReader.malformed("the key rows comes twice");
        }
        seen = true;
        json.nextToken();
        readRows(json);
      }
      if (!seen) {
        throw RowReader.malformed("the key rows is missing; expected {\"rows\": [[...], ...]}");
      }
      if (json.nextToken() != null) {
        throw RowReader.malformed("there is more after the JSON object" + at(json));
      }
    } catch (JsonProcessingException e) {
      throw MalformedJson.of(e);
    } catch (IOException e) {
      throw RowReader.malformed("the body is not JSON in UTF-8: " + e.getMessage());
    }
  }

  private void readRows(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw RowReader.rowProblem("rows is " + what(json) + "; expected a list of rows");
    }
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      rows.requireRoom(rows.count() + 1L);
      if (token == JsonToken.START_ARRAY) {
        rows.add(readArray(json));
      } else if (token == JsonToken.START_OBJECT) {
        rows.add(readObject(json));
      } else {
        throw RowReader.rowProblem(
            "rows["
                + rows.count()
                + "] is "
                + what(json)
                + "; expected a list of numbers or an object of columns");
      }
    }
  }

  private double[] readArray(JsonParser json) throws IOException {
    double[] row = new double[rows.width()];
    int found = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      double value = number(json, found);
      if (found < row.length) {
        row[found] = value;
      }
      found++;
    }
    return rows.requireWidth(row, found);
  }

  private double[] readObject(JsonParser json) throws IOException {
    double[] row = rows.blank();
    boolean[] present = new boolean[row.length];
    String where = "rows[" + rows.count() + "]";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      int position = rows.columns().position(name, where);
      if (present[position]) {
        throw RowReader.rowProblem(where + " has the column \"" + name + "\" twice");
      }
      json.nextToken();
      row[position] = number(json, position);
      present[position] = true;
    }
    rows.columns().requireAll(present, where);
    return row;
  }

  private double number(JsonParser json, int column) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return rows.missing(column, "");
    }
    if (rows.isCategorical(column) && json.currentToken().isScalarValue()) {
      return rows.value(column, json.getText(), "");
    }
    if (!json.currentToken().isNumeric()) {
      throw RowReader.rowProblem(rows.cell(column) + " is " + what(json) + "; expected a number");
    }
    return rows.finite(column, json.getDoubleValue());
  }

  private static String what(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_ARRAY -> "a list";
      case START_OBJECT -> "an object";
      case VALUE_STRING -> "the text \"" + abbreviated(json.getText()) + "\"";
      default -> json.getText();
    };
  }

  private static String abbreviated(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private static String at(JsonParser json) {
    return ": line "
        + json.currentLocation().getLineNr()
        + ", column "
        + json.currentLocation().getColumnNr();
  }
}
