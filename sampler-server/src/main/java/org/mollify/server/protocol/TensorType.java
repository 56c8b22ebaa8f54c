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

  /** Whether a number is one of this type; NaN is of the floating types. */
  boolean holds(double value) {
    return least == Double.NEGATIVE_INFINITY
        || value >= least && value <= most && value == Math.rint(value);
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
