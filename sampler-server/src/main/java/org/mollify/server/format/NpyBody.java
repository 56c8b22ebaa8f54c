package org.mollify.server.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an NPY body (formats 1.0 to 3.0): an array whose first axis counts rows and whose other
 * axes together hold one row, or one row alone; floats and integers of either byte order.
 */
final class NpyBody {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DESCRIPTOR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

  /** Reads one value at a byte position. */
  @FunctionalInterface
  private interface Cell {
    double at(ByteBuffer data, int position);
  }

  private static final Map<String, Cell> CELLS =
      Map.of(
          "f8", ByteBuffer::getDouble,
          "f4", ByteBuffer::getFloat,
          "i8", ByteBuffer::getLong,
          "i4", ByteBuffer::getInt,
          "i2", ByteBuffer::getShort,
          "i1", ByteBuffer::get,
          "u1", (data, position) -> Byte.toUnsignedInt(data.get(position)),
          "u2", (data, position) -> Short.toUnsignedInt(data.getShort(position)),
          "u4", (data, position) -> Integer.toUnsignedLong(data.getInt(position)));

  private final RowReader rows;

  NpyBody(RowReader rows) {
    this.rows = rows;
  }

  void read(byte[] body) {
    ByteBuffer data = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    String header = header(data);
    String descriptor = group(DESCRIPTOR, header, "descr");
    Cell cell = descriptor.length() == 3 ? CELLS.get(descriptor.substring(1)) : null;
    if (cell == null || "<>|=".indexOf(descriptor.charAt(0)) < 0) {
      throw RowReader.rowProblem(
          "the array has element type " + descriptor + "; expected float64, float32 or integers");
    }
    boolean columnMajor = group(ORDER, header, "fortran_order").equals("True");
    long[] shape = shape(group(SHAPE, header, "shape"));
    int size = descriptor.charAt(2) - '0';
    data.order(descriptor.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int count = count(shape);
    long expected = (long) count * rows.width() * size;
    if (data.remaining() != expected) {
      throw RowReader.malformed(
          "the array holds " + data.remaining() + " bytes; its shape says " + expected);
    }
    if (columnMajor && shape.length > 2) {
      throw RowReader.rowProblem(
          "the array is column-major with more than two axes; send numpy.ascontiguousarray of it");
    }
    rows.take(values(data, descriptor, columnMajor, count), count);
  }

  private double[] values(ByteBuffer data, String descriptor, boolean columnMajor, int count) {
    double[] values = new double[count * rows.width()];
    if (descriptor.endsWith("f8") && !columnMajor) {
      data.asDoubleBuffer().get(values);
      return values;
    }
    Cell cell = CELLS.get(descriptor.substring(1));
    int size = descriptor.charAt(2) - '0';
    int start = data.position();
    for (int i = 0; i < values.length; i++) {
      int index = columnMajor ? i % rows.width() * count + i / rows.width() : i;
      values[i] = cell.at(data, start + index * size);
    }
    return values;
  }

  private String header(ByteBuffer data) {
    for (byte expected : MAGIC) {
      if (!data.hasRemaining() || data.get() != expected) {
        throw RowReader.malformed(
            "the body is not an NPY array: its first bytes are not \\x93NUMPY");
      }
    }
    if (data.remaining() < 6) {
      throw RowReader.malformed("the NPY header is cut short");
    }
    int version = data.get();
    data.get();
    long length =
        version == 1
            ? Short.toUnsignedLong(data.getShort())
            : Integer.toUnsignedLong(data.getInt());
    if (version < 1 || version > 3 || length > data.remaining()) {
      throw RowReader.malformed("the NPY header is cut short or of an unknown version");
    }
    byte[] text = new byte[(int) length];
    data.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private int count(long[] shape) {
    long rowSize = 1;
    for (int i = 1; i < shape.length; i++) {
      rowSize = Math.multiplyExact(rowSize, shape[i]);
    }
    if (shape.length == 1) {
      rows.requireWidth(null, (int) Math.min(Integer.MAX_VALUE, shape[0]));
      return 1;
    }
    rows.requireRoom(shape[0]);
    rows.requireWidth(null, (int) Math.min(Integer.MAX_VALUE, rowSize));
    return (int) shape[0];
  }

  private static long[] shape(String sizes) {
    String[] parts = sizes.strip().split("\\s*,\\s*");
    if (parts.length > 8 || sizes.isBlank()) {
      throw RowReader.rowProblem("the array has shape (" + sizes + "); expected rows and columns");
    }
    long[] shape = new long[parts.length];
    for (int i = 0; i < parts.length; i++) {
      shape[i] = parts[i].length() > 9 ? Integer.MAX_VALUE : Long.parseLong(parts[i]);
    }
    return shape;
  }

  private static String group(Pattern pattern, String header, String key) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw RowReader.malformed("the NPY header has no readable " + key);
    }
    return matcher.group(1);
  }
}
