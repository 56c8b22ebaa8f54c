package org.mollify.trainer.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The element type of a NumPy array and how its bytes become a double.
 *
 * @param kind {@code f} real, {@code i} signed, {@code u} unsigned, {@code b} boolean
 * @param bytes bytes an element
 * @param order byte order
 */
record NpyType(char kind, int bytes, ByteOrder order) {

  /**
   * Reads NumPy's name of a type, such as {@code <f8}.
   *
   * @throws InvalidDataException with one line if such values cannot be modelled
   */
  static NpyType parse(String descr, String source) throws InvalidDataException {
    String instead =
        switch (descr.length() < 2 ? ' ' : descr.charAt(1)) {
          case 'O' -> "Python objects (pickled)";
          case 'U', 'S', 'a' -> "text";
          case 'c' -> "complex numbers";
          case 'M', 'm' -> "dates or durations";
          case 'V' -> "raw bytes";
          default -> null;
        };
    if (instead != null) {
      throw new InvalidDataException(
          source + " holds " + instead + " (" + descr + "); save numbers, such as float64");
    }
    if (!descr.matches("[<>=|]?(f[248]|[iu][1248]|b1)")) {
      throw new InvalidDataException(
          source
              + " has element type '"
              + descr
              + "'; f2, f4, f8, i1 to i8, u1 to u8 and b1 can be read");
    }
    String name = descr.substring(descr.length() - 2);
    ByteOrder order =
        switch (descr.charAt(0)) {
          case '>' -> ByteOrder.BIG_ENDIAN;
          case '=' -> ByteOrder.nativeOrder();
          default -> ByteOrder.LITTLE_ENDIAN;
        };
    return new NpyType(name.charAt(0), name.charAt(1) - '0', order);
  }

  /** Returns whether the type holds whole numbers only. */
  boolean isInteger() {
    return kind != 'f';
  }

  /** Reads the next element of a buffer that has this type's byte order. */
  double read(ByteBuffer buffer) {
    return switch (kind) {
      case 'f' ->
          switch (bytes) {
            case 2 -> half(buffer.getShort());
            case 4 -> buffer.getFloat();
            default -> buffer.getDouble();
          };
      case 'i' ->
          switch (bytes) {
            case 1 -> buffer.get();
            case 2 -> buffer.getShort();
            case 4 -> buffer.getInt();
            default -> buffer.getLong();
          };
      case 'u' ->
          switch (bytes) {
            case 1 -> Byte.toUnsignedInt(buffer.get());
            case 2 -> Short.toUnsignedInt(buffer.getShort());
            case 4 -> Integer.toUnsignedLong(buffer.getInt());
            default -> unsigned(buffer.getLong());
          };
      default -> buffer.get() == 0 ? 0 : 1;
    };
  }

  private static double unsigned(long bits) {
    // Halving (and keeping the last bit for the rounding) brings the upper half into range.
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  /** Widens IEEE 754 binary16. */
  private static double half(short bits) {
    int exponent = (bits >> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    double magnitude;
    if (exponent == 0) {
      magnitude = Math.scalb((double) fraction, -24);
    } else if (exponent == 31) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else {
      magnitude = Math.scalb((double) (0x400 | fraction), exponent - 25);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
