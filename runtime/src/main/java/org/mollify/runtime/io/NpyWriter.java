package org.mollify.runtime.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one array in NPY format 1.0, little-endian and row-major, run by run. Source: NumPy
 * enhancement proposal 1 and {@code numpy.lib.format}.
 */
public final class NpyWriter implements AutoCloseable {
  private static final int MAGIC_AND_LENGTH = 10;
  private static final int ALIGNMENT = 64;
  private static final int LARGEST_BUFFER = 1 << 16;

  /** Element type of the array. */
  public enum Type {
    /** Eight bytes a value. */
    FLOAT64("<f8", Double.BYTES),
    /** Four bytes a value, rounded to nearest. */
    FLOAT32("<f4", Float.BYTES);

    private final String descriptor;
    private final int bytes;

    Type(String descriptor, int bytes) {
      this.descriptor = descriptor;
      this.bytes = bytes;
    }
  }

  private final OutputStream out;
  private final Type type;
  private final long expected;
  private final ByteBuffer buffer;
  private long written;

  /**
   * Starts an array and writes its header.
   *
   * @param out receives the bytes; closed with this writer
   * @param type element type
   * @param shape sizes of the axes
   * @throws IOException when the stream fails
   */
  public NpyWriter(OutputStream out, Type type, long... shape) throws IOException {
    this.out = out;
    this.type = type;
    this.expected = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    byte[] header = header(type, shape);
    // No larger than the array: many are a few numbers, and memory is cleared before it is used.
    long all = Math.min(LARGEST_BUFFER, header.length + Math.multiplyExact(expected, type.bytes));
    this.buffer =
        ByteBuffer.allocate((int) Math.max(header.length, all)).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(header);
  }

  /**
   * Writes the next value.
   *
   * @param value the value; NaN and infinities are kept
   * @throws IOException when the stream fails
   * @throws IllegalStateException when the array is already full
   */
  public void write(double value) throws IOException {
    write(new double[] {value});
  }

  /**
   * Writes the next values.
   *
   * @param values a row or any other run of values; NaN and infinities are kept
   * @throws IOException when the stream fails
   * @throws IllegalStateException when the array has no room for all of them; none is written then
   */
  public void write(double[] values) throws IOException {
    if (values.length > expected - written) {
      throw new IllegalStateException(
          "the array holds %d values; %d are written, and %d more do not fit"
              .formatted(expected, written, values.length));
    }
    written += values.length;
    for (int from = 0; from < values.length; ) {
      if (buffer.remaining() < type.bytes) {
        empty();
      }
      int count = Math.min(values.length - from, buffer.remaining() / type.bytes);
      put(values, from, count);
      from += count;
    }
  }

  private void put(double[] values, int from, int count) {
    if (type == Type.FLOAT64) {
      buffer.asDoubleBuffer().put(values, from, count);
      buffer.position(buffer.position() + count * type.bytes);
    } else {
      for (int i = from; i < from + count; i++) {
        buffer.putFloat((float) values[i]);
      }
    }
  }

  /**
   * Ends the array.
   *
   * @throws IOException when the stream fails, or fewer values came than the shape says
   */
  @Override
  public void close() throws IOException {
    try (out) {
      empty();
      out.flush();
    }
    if (written != expected) {
      throw new IOException("the array holds " + expected + " values, only " + written + " came");
    }
  }

  private void empty() throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  private static byte[] header(Type type, long[] shape) {
    StringBuilder text = new StringBuilder("{'descr': '").append(type.descriptor);
    text.append("', 'fortran_order': False, 'shape': (");
    for (int i = 0; i < shape.length; i++) {
      text.append(i == 0 ? "" : ", ").append(shape[i]);
    }
    String dictionary = text.append(shape.length == 1 ? ",), }" : "), }").toString();
    int unpadded = MAGIC_AND_LENGTH + dictionary.length() + 1;
    int total = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    header.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    header.put((byte) 1).put((byte) 0).putShort((short) (total - MAGIC_AND_LENGTH));
    header.put(dictionary.getBytes(StandardCharsets.US_ASCII));
    while (header.position() < total - 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }
}
