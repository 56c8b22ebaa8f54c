package org.mollify.experiments.torchfile;

import java.nio.ByteBuffer;

/** Element types of torch's storages, by the class names that files give. */
enum StorageType {
  FLOAT("FloatStorage", 4),
  DOUBLE("DoubleStorage", 8),
  HALF("HalfStorage", 2),
  BFLOAT16("BFloat16Storage", 2),
  LONG("LongStorage", 8),
  INT("IntStorage", 4),
  SHORT("ShortStorage", 2),
  CHAR("CharStorage", 1),
  BYTE("ByteStorage", 1),
  BOOL("BoolStorage", 1);

  private final String className;
  private final int bytes;

  StorageType(String className, int bytes) {
    this.className = className;
    this.bytes = bytes;
  }

  /** The type of a class of module {@code torch}, or null. */
  static StorageType ofClass(String className) {
    for (StorageType type : values()) {
      if (type.className.equals(className)) {
        return type;
      }
    }
    return null;
  }

  /** Bytes an element. */
  int bytes() {
    return bytes;
  }

  /** An element of little-endian data, rounded to single precision. */
  float read(ByteBuffer data, int index) {
    int at = index * bytes;
    return switch (this) {
      case FLOAT -> data.getFloat(at);
      case DOUBLE -> (float) data.getDouble(at);
      case HALF -> half(data.getShort(at));
      case BFLOAT16 -> Float.intBitsToFloat(data.getShort(at) << 16);
      case LONG -> data.getLong(at);
      case INT -> data.getInt(at);
      case SHORT -> data.getShort(at);
      case CHAR -> data.get(at);
      case BYTE -> Byte.toUnsignedInt(data.get(at));
      case BOOL -> data.get(at) == 0 ? 0 : 1;
    };
  }

  /** Widens IEEE 754 binary16. */
  private static float half(short bits) {
    int exponent = (bits >> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    float magnitude;
    if (exponent == 0) {
      magnitude = Math.scalb((float) fraction, -24);
    } else if (exponent == 31) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = Math.scalb((float) (0x400 | fraction), exponent - 25);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
