package org.mollify.server.protocol;

import static org.mollify.server.protocol.RequestJson.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * The {@code data} of a tensor in JSON, flat or nested as its shape says. Its type may come after
 * it, so elements are collected as they are: numbers (true and false are 1 and 0, null is NaN) or
 * texts.
 */
final class TensorData {
  private static final int MOST_AXES = 8;
  private static final int FIRST_SIZE = 64;

  private final String where;
  private final int maxValues;
  private final long[] sizes = new long[MOST_AXES];
  private double[] numbers = new double[FIRST_SIZE];
  private final List<String> texts = new ArrayList<>();
  private int count;
  private int depth;
  private boolean truths;

  private TensorData(String where, int maxValues) {
    this.where = where;
    this.maxValues = maxValues;
    Arrays.fill(sizes, -1);
  }

  /**
   * Reads the array that begins at the current token.
   *
   * @param where the tensor, as messages name it
   * @param maxValues most elements
   */
  static TensorData read(JsonParser json, String where, int maxValues) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw malformed(where + ".data is no list; expected a list of elements");
    }
    TensorData data = new TensorData(where, maxValues);
    data.list(json, 0);
    return data;
  }

  /**
   * The elements as a tensor.
   *
   * @param name its name
   * @param type type that the elements are to have
   * @param shape shape that they are to have
   */
  Tensor tensor(String name, TensorType type, long[] shape) {
    if (depth > 1 && !Arrays.equals(Arrays.copyOf(sizes, depth), shape)) {
      throw malformed(
          where
              + ".data is nested as "
              + Arrays.toString(Arrays.copyOf(sizes, depth))
              + "; its shape is "
              + Arrays.toString(shape));
    }
    if (type == TensorType.BYTES) {
      if (texts.size() != count) {
        throw malformed(where + ".data has numbers; its datatype is BYTES, text");
      }
      return new Tensor(name, type, shape, null, List.copyOf(texts));
    }
    if (!texts.isEmpty()) {
      throw malformed(where + ".data has text; its datatype is " + type);
    }
    if (truths && type != TensorType.BOOL) {
      throw malformed(where + ".data has true or false; its datatype is " + type);
    }
    for (int i = 0; i < count; i++) {
      if (!type.holds(numbers[i])) {
        throw malformed(where + ".data[" + i + "] is " + numbers[i] + ", which is no " + type);
      }
    }
    return Tensor.of(name, type, shape, Arrays.copyOf(numbers, count));
  }

  private void list(JsonParser json, int level) throws IOException {
    if (level == MOST_AXES) {
      throw malformed(where + ".data is nested deeper than " + MOST_AXES + " lists");
    }
    long size = 0;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token == null) {
        throw malformed(where + ".data does not end");
      }
      if (token == JsonToken.START_ARRAY) {
        list(json, level + 1);
      } else {
        element(json, token, level + 1);
      }
      size++;
    }
    depth = Math.max(depth, level + 1);
    if (sizes[level] >= 0 && sizes[level] != size) {
      throw malformed(
          where
              + ".data has lists of "
              + sizes[level]
              + " and of "
              + size
              + " elements at one depth");
    }
    sizes[level] = size;
  }

  private void element(JsonParser json, JsonToken token, int at) throws IOException {
    if (depth != 0 && depth != at) {
      throw malformed(where + ".data mixes elements and lists");
    }
    depth = at;
    if (count == maxValues) {
      throw new ProblemException(
          ProblemType.TOO_LARGE,
          where + ".data has more than " + maxValues + " elements; send it in parts");
    }
    if (token == JsonToken.VALUE_STRING) {
      texts.add(json.getText());
    } else {
      put(
          switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE -> 1;
            case VALUE_FALSE -> 0;
            case VALUE_NULL -> Double.NaN;
            default -> throw malformed(where + ".data[" + count + "] is an object");
          });
      truths |= token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
    }
    count++;
  }

  private void put(double value) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, (int) Math.min(maxValues, 2L * count));
    }
    numbers[count] = value;
  }
}
