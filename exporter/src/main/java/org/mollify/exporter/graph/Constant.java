package org.mollify.exporter.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A tensor known at export. Two constants are equal if type and content are. */
public final class Constant implements Value {
  private final TensorType type;
  private final byte[] littleEndian;
  private final int hash;

  /**
   * Wraps the content of a tensor.
   *
   * @param dataType element type
   * @param shape fixed extents
   * @param littleEndian the elements, row-major, little-endian; not copied, so not to be changed
   * @throws IllegalArgumentException if an extent is symbolic or the length does not fit the shape
   */
  public Constant(DataType dataType, Shape shape, byte[] littleEndian) {
    if (shape.getUnknownValueCount() > 0) {
      throw new IllegalArgumentException("a constant needs fixed extents, got " + shape);
    }
    long expected = Math.multiplyExact(shape.size(), (long) dataType.getNumOfBytes());
    if (littleEndian.length != expected) {
      throw new IllegalArgumentException(
          "a constant "
              + new TensorType(dataType, shape)
              + " takes "
              + expected
              + " bytes, got "
              + littleEndian.length);
    }
    this.type = new TensorType(dataType, shape);
    this.littleEndian = littleEndian;
    this.hash = 31 * type.hashCode() + Arrays.hashCode(littleEndian);
  }

  /** A vector of int64: axes, extents, starts and the like. */
  public static Constant ofLongs(long... values) {
    return new Constant(DataType.INT64, new Shape(values.length), bytesOf(values));
  }

  /** An int64 scalar. */
  public static Constant ofLong(long value) {
    return new Constant(DataType.INT64, new Shape(), bytesOf(value));
  }

  @Override
  public TensorType type() {
    return type;
  }

  /** The elements, row-major, little-endian, as a read-only view. */
  public ByteBuffer littleEndian() {
    return ByteBuffer.wrap(littleEndian).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The elements of an int64 constant.
   *
   * @throws IllegalArgumentException if the elements are of another type
   */
  public long[] longs() {
    if (type.dataType() != DataType.INT64) {
      throw new IllegalArgumentException("expected an int64 constant, got " + type);
    }
    long[] values = new long[littleEndian.length / Long.BYTES];
    littleEndian().asLongBuffer().get(values);
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Constant that
        && hash == that.hash
        && type.equals(that.type)
        && Arrays.equals(littleEndian, that.littleEndian);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "constant " + type;
  }

  private static byte[] bytesOf(long... values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asLongBuffer().put(values);
    return buffer.array();
  }
}
