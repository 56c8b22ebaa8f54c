package org.mollify.server.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** Values at the current token of a request's JSON, and the problems of values that are others. */
final class RequestJson {
  /** More than any role has, and than clients add for themselves. */
  private static final int MOST_PARAMETERS = 100;

  private RequestJson() {}

  /** A text. */
  static String text(JsonParser json, String where) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw malformed(where + " is no text; expected a text");
    }
    return json.getText();
  }

  /** An object of texts, numbers (as {@link BigDecimal}) and truth values. */
  static InferenceParameters parameters(JsonParser json, String where) throws IOException {
    requireObject(json, where);
    Map<String, Object> parameters = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      if (parameters.size() == MOST_PARAMETERS) {
        throw malformed(where + " has more than " + MOST_PARAMETERS + " parameters");
      }
      String key = json.currentName();
      switch (json.nextToken()) {
        case VALUE_STRING -> parameters.put(key, json.getText());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
            parameters.put(key, number(json, where + "." + key));
        case VALUE_TRUE, VALUE_FALSE -> parameters.put(key, json.getBooleanValue());
        default ->
            throw malformed(
                where + "." + key + " is no value; expected a text, a number, true or false");
      }
    }
    return new InferenceParameters(parameters);
  }

  private static BigDecimal number(JsonParser json, String where) throws IOException {
    try {
      return json.getDecimalValue();
    } catch (NumberFormatException e) {
      throw malformed(where + " has an exponent beyond that of any number; expected a number");
    }
  }

  static void requireObject(JsonParser json, String where) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw malformed(where + " is no object; expected an object");
    }
  }

  static void requireList(JsonParser json, String where) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw malformed(where + " is no list; expected a list");
    }
  }

  static ProblemException malformed(String detail) {
    return new ProblemException(ProblemType.MALFORMED, detail);
  }
}
