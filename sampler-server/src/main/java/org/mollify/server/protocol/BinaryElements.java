package org.mollify.server.protocol;

import static org.mollify.server.protocol.RequestJson.malformed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What follows the JSON object of a request: elements of those inputs that have the parameter
 * {@link #SIZE}, little-endian, one input after another.
 */
final class BinaryElements {
  /** Parameter of an input whose elements are here: how many bytes they take. */
  static final String SIZE = "binary_data_size";

  private final ByteBuffer left;
  private final boolean announced;
  private final ReadLimits limits;

  /**
   * The rest of a body.
   *
   * @param body the whole body
   * @param jsonLength length of the JSON object
   * @param announced whether the request has the header that gives this length
   * @param limits how much may be read
   */
  BinaryElements(byte[] body, int jsonLength, boolean announced, ReadLimits limits) {
    this.left = littleEndian(ByteBuffer.wrap(body, jsonLength, body.length - jsonLength));
    this.announced = announced;
    this.limits = limits;
  }

  /**
   * Takes the elements of the next input.
   *
   * @param name its name
   * @param type type of its elements
   * @param shape sizes of its axes
   * @param count elements that these make
   * @param size bytes that it claims
   * @param where the input, as messages name it
   */
  Tensor take(String name, TensorType type, long[] shape, long count, long size, String where) {
    if (!announced) {
      throw malformed(
          where
              + " has binary data, and the header Inference-Header-Content-Length is missing; it"
              + " gives the length of the JSON object");
    }
    if (size > left.remaining()) {
      throw malformed(
          where + " has " + size + " bytes of data; only " + left.remaining() + " are left");
    }
    ByteBuffer data = next(left, (int) size);
    if (type == TensorType.BYTES) {
      return new Tensor(name, type, shape, null, texts(data, count, where));
    }
    if (count * type.size() != size) {
      throw malformed(
          where
              + " has "
              + size
              + " bytes of data; "
              + count
              + " elements of "
              + type
              + " take "
              + count * type.size());
    }
    limits.memory().take(count * Double.BYTES);
    double[] numbers = new double[(int) count];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = type.read(data);
    }
    return Tensor.of(name, type, shape, numbers);
  }

  /** Fails when bytes are left that no input has taken. */
  void requireAllTaken() {
    if (left.hasRemaining()) {
      throw malformed(
          "the body has "
              + left.remaining()
              + " bytes after the JSON object that no input claims by "
              + SIZE);
    }
  }

  private List<String> texts(ByteBuffer data, long count, String where) {
    TensorTexts texts = new TensorTexts(where, limits);
    texts.requireRoom(count);
    while (data.hasRemaining()) {
      if (texts.count() == count) {
        throw malformed(where + " has more than " + count + " texts; its shape says " + count);
      }
      long length = data.remaining() < Integer.BYTES ? -1 : Integer.toUnsignedLong(data.getInt());
      if (length < 0 || length > data.remaining()) {
        throw malformed(where + " has a text that goes beyond its data");
      }
      try {
        ByteBuffer text = next(data, (int) length);
        texts.add(StandardCharsets.UTF_8.newDecoder().decode(text).toString());
      } catch (CharacterCodingException e) {
        throw malformed(where + " has a text that is not in UTF-8");
      }
    }
    if (texts.count() != count) {
      throw malformed(where + " has " + texts.count() + " texts; its shape says " + count);
    }
    return texts.list();
  }

  private static ByteBuffer next(ByteBuffer data, int size) {
    ByteBuffer part = data.slice(data.position(), size);
    data.position(data.position() + size);
    return littleEndian(part);
  }

  private static ByteBuffer littleEndian(ByteBuffer data) {
    return data.order(ByteOrder.LITTLE_ENDIAN);
  }
}
