package org.mollify.server.protocol;

import java.nio.ByteBuffer;
import org.apache.arrow.memory.util.Float16;

/** Element types of tensors, little-endian in binary. */
public enum TensorType {
  /** True or false, a byte of 1 or 0. */
  BOOL(1, 0, 1),
  /** Unsigned, 8 bits. */
  UINT8(1, 0, 0xFFp0),
  /** Unsigned, 16 bits. */
  UINT16(2, 0, 0xFFFFp0),
  /** Unsigned, 32 bits. */
  UINT32(4, 0, 0xFFFFFFFFp0),
  /** Unsigned, 64 bits. */
  UINT64(8, 0, 0x1p64),
  /** Signed, 8 bits. */
  INT8(1, -0x1p7, 0x7Fp0),
  /** Signed, 16 bits. */
  INT16(2, -0x1p15, 0x7FFFp0),
  /** Signed, 32 bits. */
  INT32(4, -0x1p31, 0x7FFFFFFFp0),
  /** Signed, 64 bits. */
  INT64(8, -0x1p63, 0x1p63),
  /** Half precision. */
  FP16(2, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
  /** The upper half of single precision. */
  BF16(2, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
  /** Single precision. */
  FP32(4, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
  /** Double precision. */
  FP64(8, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
  /** Text in UTF-8, each after its length in 4 bytes. */
  BYTES(0, 0, 0);

  private final int size;
  private final double least;
  private final double most;

  TensorType(int size, double least, double most) {
    this.size = size;
    this.least = least;
    this.most = most;
  }

  /** Bytes of an element, 0 where they differ. */
  int size() {
    return size;
  }

  /**
   * Whether a number is one of this type, as it is or as the nearest that this type has; NaN is of
   * the floating types.
   *
   * @param value the number
   * @param roundedUp whether it was written as a smaller one, which double precision lacks, as the
   *     largest whole numbers of 64 bits are
   */
  boolean holds(double value, boolean roundedUp) {
    if (least == Double.NEGATIVE_INFINITY) {
      return this == FP64 || !Double.isInfinite(rounded(value));
    }
    boolean below = value < most || value == most && (most < 0x1p63 || roundedUp);
    return value >= least && below && value == Math.rint(value);
  }

  /** The nearest number that this type has; infinite for one that is beyond all. */
  double rounded(double value) {
    return switch (this) {
      case FP16 -> Float16.toFloat(Float16.toFloat16((float) value));
      case BF16 -> upperHalf((float) value);
      case FP32 -> (float) value;
      default -> value;
    };
  }

  /** Ties go to the even one; a carry goes on into the exponent, and from there to infinity. */
  private static float upperHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.isNaN(value)
        ? value
        : Float.intBitsToFloat(bits + 0x7FFF + (bits >>> 16 & 1) & ~0xFFFF);
  }

  /** Reads the next element, a number. */
  double read(ByteBuffer data) {
    return switch (this) {
      case BOOL -> data.get() == 0 ? 0 : 1;
      case UINT8 -> Byte.toUnsignedInt(data.get());
      case UINT16 -> Short.toUnsignedInt(data.getShort());
      case UINT32 -> Integer.toUnsignedLong(data.getInt());
      case UINT64 -> unsigned(data.getLong());
      case INT8 -> data.get();
      case INT16 -> data.getShort();
      case INT32 -> data.getInt();
      case INT64 -> data.getLong();
      case FP16 -> Float16.toFloat(data.getShort());
      case BF16 -> Float.intBitsToFloat(data.getShort() << Short.SIZE);
      case FP32 -> data.getFloat();
      case FP64 -> data.getDouble();
      case BYTES -> throw new IllegalStateException("text is no number");
    };
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : bits + 0x1p64;
  }
}
