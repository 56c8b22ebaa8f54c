package org.mollify.server.protocol;

import static org.mollify.server.protocol.RequestJson.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/** Reads an input tensor: an object of JSON whose elements are in it or behind the JSON. */
final class TensorReader {
  private static final int MOST_AXES = 8;

  private final BinaryElements binary;
  private final ReadLimits limits;

  /**
   * For the inputs of one request.
   *
   * @param binary elements behind the JSON
   * @param limits how much may be read
   */
  TensorReader(BinaryElements binary, ReadLimits limits) {
    this.binary = binary;
    this.limits = limits;
  }

  /**
   * Reads the object that begins at the current token.
   *
   * @param where the tensor, as messages name it
   */
  Tensor read(JsonParser json, String where) throws IOException {
    RequestJson.requireObject(json, where);
    String name = null;
    TensorType type = null;
    long[] shape = null;
    TensorData data = null;
    InferenceParameters parameters = new InferenceParameters(Map.of());
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "name" -> name = RequestJson.text(json, where + ".name");
        case "datatype" -> type = type(json, where);
        case "shape" -> shape = shape(json, where);
        case "data" -> {
          if (shape != null) {
            count(shape, where);
          }
          data = TensorData.read(json, where, type, shape, limits);
        }
        case "parameters" -> parameters = RequestJson.parameters(json, where + ".parameters");
        default ->
            throw malformed(
                where
                    + " has the unknown key \""
                    + key
                    + "\"; expected name, shape, datatype, parameters and data");
      }
    }
    if (name == null || type == null || shape == null) {
      throw malformed(
          where
              + " lacks "
              + (name == null ? "name" : type == null ? "datatype" : "shape")
              + "; expected name, shape, datatype and data");
    }
    parameters.requireKnown(where, BinaryElements.SIZE);
    long count = count(shape, where);
    if (parameters.has(BinaryElements.SIZE)) {
      if (data != null) {
        throw malformed(where + " has data and " + BinaryElements.SIZE + "; expected one of them");
      }
      long size = parameters.integer(BinaryElements.SIZE, 0, 0, Integer.MAX_VALUE);
      return binary.take(name, type, shape, count, size, where);
    }
    if (data == null) {
      throw malformed(
          where + " lacks data; expected a list, or the parameter " + BinaryElements.SIZE);
    }
    Tensor tensor = data.tensor(name, type, shape);
    if (tensor.count() != count) {
      throw malformed(
          where
              + ".data has "
              + tensor.count()
              + " elements; its shape "
              + Arrays.toString(shape)
              + " says "
              + count);
    }
    return tensor;
  }

  private static TensorType type(JsonParser json, String where) throws IOException {
    String name = RequestJson.text(json, where + ".datatype");
    for (TensorType type : TensorType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw malformed(
        where + ".datatype is \"" + name + "\"; expected one of " + List.of(TensorType.values()));
  }

  private static long[] shape(JsonParser json, String where) throws IOException {
    RequestJson.requireList(json, where + ".shape");
    long[] shape = new long[MOST_AXES];
    int axes = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      boolean whole =
          json.currentToken() == JsonToken.VALUE_NUMBER_INT
              && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      if (!whole || json.getLongValue() < 0 || axes == MOST_AXES) {
        throw malformed(
            where + ".shape is wrong; expected at most " + MOST_AXES + " whole numbers from 0 on");
      }
      shape[axes++] = json.getLongValue();
    }
    return Arrays.copyOf(shape, axes);
  }

  private long count(long[] shape, String where) {
    long count = 1;
    for (long size : shape) {
      if (size != 0 && count > limits.maxValues() / size) {
        throw new ProblemException(
            ProblemType.TOO_LARGE,
            where
                + " has the shape "
                + Arrays.toString(shape)
                + ", which is more than "
                + limits.maxValues()
                + " elements; send it in parts");
      }
      count *= size;
    }
    return count;
  }
}
