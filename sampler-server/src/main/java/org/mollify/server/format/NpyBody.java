package org.mollify.server.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.arrow.memory.util.Float16;

/**
 * Reads an NPY body (formats 1.0 to 3.0): an array whose first axis counts rows and whose other
 * axes are those of a row, or one axis of its values; or the values of one row alone. Floats,
 * integers and truth values of either byte order.
 *
 * <p>The header is a Python literal. Source: numpy.lib.format, "Format Version 1.0".
 */
final class NpyBody {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DESCRIPTOR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");

  /** A tuple of sizes; possessive, so that a long header is read in one pass. */
  private static final Pattern SHAPE =
      Pattern.compile(
          "'shape'\\s*+:\\s*+(\\(\\s*+(?:\\d++(?:\\s*+,\\s*+\\d++){0,31}\\s*+,?\\s*+)?\\))");

  /** What a tuple has that is no digit. */
  private static final String BETWEEN = "(), \t\n\u000B\f\r";

  /** Digits of a size; what is longer is larger than any body. */
  private static final int MOST_DIGITS = 18;

  private static final int LONGEST_KEPT = 1 << 10;

  /** Reads one value at a byte position. */
  @FunctionalInterface
  private interface Cell {
    double at(ByteBuffer data, int position);
  }

  private static final Map<String, Cell> CELLS =
      Map.ofEntries(
          cell("f8", ByteBuffer::getDouble),
          cell("f4", ByteBuffer::getFloat),
          cell("f2", (data, position) -> Float16.toFloat(data.getShort(position))),
          cell("i8", ByteBuffer::getLong),
          cell("i4", ByteBuffer::getInt),
          cell("i2", ByteBuffer::getShort),
          cell("i1", ByteBuffer::get),
          cell("u8", (data, position) -> unsigned(data.getLong(position))),
          cell("u4", (data, position) -> Integer.toUnsignedLong(data.getInt(position))),
          cell("u2", (data, position) -> Short.toUnsignedInt(data.getShort(position))),
          cell("u1", (data, position) -> Byte.toUnsignedInt(data.get(position))),
          cell("b1", (data, position) -> data.get(position) == 0 ? 0 : 1));

  /** What a header says. Clients that ask often send the same one again and again. */
  private record Header(String text, String descriptor, boolean columnMajor, List<Long> shape) {
    private static volatile Header last;

    static Header of(String text) {
      Header known = last;
      if (known != null && known.text.equals(text)) {
        return known;
      }
      Header read =
          new Header(
              text,
              group(DESCRIPTOR, text, "descr"),
              group(ORDER, text, "fortran_order").equals("True"),
              NpyBody.shape(group(SHAPE, text, "shape")));
      if (text.length() <= LONGEST_KEPT) {
        last = read;
      }
      return read;
    }
  }

  private final RowReader rows;

  NpyBody(RowReader rows) {
    this.rows = rows;
  }

  void read(byte[] body) {
    ByteBuffer data = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    Header header = Header.of(header(data));
    String descriptor = header.descriptor();
    Cell cell = descriptor.length() == 3 ? CELLS.get(descriptor.substring(1)) : null;
    if (cell == null || "<>|=".indexOf(descriptor.charAt(0)) < 0) {
      throw RowReader.rowProblem(
          "the array has the element type "
              + descriptor
              + "; expected floats, integers or truth values");
    }
    boolean columnMajor = header.columnMajor();
    List<Long> shape = header.shape();
    int size = descriptor.charAt(2) - '0';
    data.order(descriptor.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int count = count(shape);
    long expected = (long) count * rows.width() * size;
    if (data.remaining() != expected) {
      throw RowReader.malformed(
          "the array holds " + data.remaining() + " bytes; its shape says " + expected);
    }
    if (columnMajor && shape.size() > 2) {
      throw RowReader.rowProblem(
          "the array is column-major with more than two axes; send numpy.ascontiguousarray of it");
    }
    rows.take(values(data, descriptor, columnMajor, count), count);
  }

  private double[] values(ByteBuffer data, String descriptor, boolean columnMajor, int count) {
    rows.memory().take((long) count * rows.width() * Double.BYTES);
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

  /** Number of rows of an array of this shape, once the shape fits. */
  private int count(List<Long> shape) {
    if (shape.size() == 1) {
      rows.requireWidth(null, saturated(shape.get(0)));
      return 1;
    }
    if (shape.size() == 2) {
      rows.requireWidth(null, saturated(shape.get(1)));
    } else if (shape.isEmpty() || !rows.shape().fits(shape.subList(1, shape.size()))) {
      String shown = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
      throw RowReader.rowProblem(
          "the array has the shape (" + shown + "); expected " + rows.shape().expectedOfMany());
    }
    rows.requireRoom(shape.get(0));
    return Math.toIntExact(shape.get(0));
  }

  private static List<Long> shape(String tuple) {
    List<Long> sizes = new ArrayList<>();
    for (StringTokenizer all = new StringTokenizer(tuple, BETWEEN); all.hasMoreTokens(); ) {
      String size = all.nextToken();
      sizes.add(size.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(size));
    }
    return List.copyOf(sizes);
  }

  private static int saturated(long size) {
    return (int) Math.min(Integer.MAX_VALUE, size);
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : bits + 0x1p64;
  }

  private static Map.Entry<String, Cell> cell(String type, Cell cell) {
    return Map.entry(type, cell);
  }

  private static String group(Pattern pattern, String header, String key) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw RowReader.malformed("the NPY header has no readable " + key);
    }
    return matcher.group(1);
  }
}
