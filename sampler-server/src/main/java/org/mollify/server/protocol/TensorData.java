package org.mollify.server.protocol;

import static org.mollify.server.protocol.RequestJson.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.BitSet;
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
  private final TensorType type;
  private final long[] shape;
  private final ReadLimits limits;

  /** Elements that the shape says, the most that may come where it is not known yet. */
  private final long expected;

  private final long[] sizes = new long[MOST_AXES];
  private double[] numbers = new double[0];
  private final TensorTexts texts;
  private int count;
  private int depth;
  private boolean truths;

  /** Which of the numbers are 2^63 or 2^64 and were written as less. */
  private final BitSet roundedUp = new BitSet();

  private TensorData(String where, TensorType type, long[] shape, ReadLimits limits) {
    this.where = where;
    this.type = type;
    this.shape = shape;
    this.limits = limits;
    this.expected =
        shape == null
            ? limits.maxValues()
            : Arrays.stream(shape).reduce(1, (product, size) -> product * size);
    this.texts = new TensorTexts(where, limits);
    Arrays.fill(sizes, -1);
  }

  /**
   * Reads the array that begins at the current token.
   *
   * @param where the tensor, as messages name it
   * @param type type that the elements are to have; null when it is not known yet
   * @param shape shape that they are to have, within the limits; null when it is not known yet
   * @param limits how much may be read
   */
  static TensorData read(
      JsonParser json, String where, TensorType type, long[] shape, ReadLimits limits)
      throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw malformed(where + ".data is no list; expected a list of elements");
    }
    TensorData data = new TensorData(where, type, shape, limits);
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
      if (texts.count() != count) {
        throw hasNumbers();
      }
      return new Tensor(name, type, shape, null, texts.list());
    }
    if (texts.count() > 0) {
      throw hasText(type);
    }
    if (truths && type != TensorType.BOOL) {
      throw malformed(where + ".data has true or false; its datatype is " + type);
    }
    for (int i = 0; i < count; i++) {
      if (!type.holds(numbers[i], roundedUp.get(i))) {
        throw malformed(where + ".data[" + i + "] is " + numbers[i] + ", which is no " + type);
      }
      numbers[i] = type.rounded(numbers[i]);
    }
    resize(count);
    return Tensor.of(name, type, shape, numbers);
  }

  private ProblemException hasNumbers() {
    return malformed(where + ".data has numbers; its datatype is BYTES, text");
  }

  private ProblemException hasText(TensorType type) {
    return malformed(where + ".data has text; its datatype is " + type);
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
    if (count == expected) {
      throw tooMany();
    }
    if (token == JsonToken.VALUE_STRING) {
      text(json);
    } else {
      put(
          switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE -> 1;
            case VALUE_FALSE -> 0;
            case VALUE_NULL -> Double.NaN;
            default -> throw malformed(where + ".data[" + count + "] is an object");
          });
      if (isLess(json, token)) {
        roundedUp.set(count);
      }
      truths |= token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
    }
    count++;
  }

  /** Whether the number that was put last is 2^63 or 2^64, and was written as less. */
  private boolean isLess(JsonParser json, JsonToken token) throws IOException {
    double value = numbers[count];
    return (value == 0x1p63 || value == 0x1p64)
        && token == JsonToken.VALUE_NUMBER_INT
        // By now the parser has the number as a double.
        && new BigInteger(json.getText()).bitLength() <= (value == 0x1p63 ? 63 : 64);
  }

  /** Refuses text as soon as it is known to be none of this tensor, so that little is held. */
  private void text(JsonParser json) throws IOException {
    if (type != null && type != TensorType.BYTES) {
      throw hasText(type);
    }
    if (texts.count() != count) {
      throw malformed(where + ".data mixes text and numbers");
    }
    texts.add(json.getText());
  }

  private void put(double value) {
    if (type == TensorType.BYTES) {
      throw hasNumbers();
    }
    if (texts.count() > 0) {
      throw malformed(where + ".data mixes text and numbers");
    }
    if (count == numbers.length) {
      resize((int) Math.min(expected, Math.max(FIRST_SIZE, 2L * count)));
    }
    numbers[count] = value;
  }

  private void resize(int size) {
    if (size != numbers.length) {
      limits.memory().replace((long) numbers.length * Double.BYTES, (long) size * Double.BYTES);
      numbers = Arrays.copyOf(numbers, size);
    }
  }

  private ProblemException tooMany() {
    return shape == null
        ? new ProblemException(
            ProblemType.TOO_LARGE,
            where + ".data has more than " + expected + " elements; send it in parts")
        : malformed(
            where
                + ".data has more than "
                + expected
                + " elements; its shape "
                + Arrays.toString(shape)
                + " says "
                + expected);
  }
}
