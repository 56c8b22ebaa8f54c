package org.mollify.exporter.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Element type and shape of a value in a graph. At most one axis is symbolic (-1 in the shape); its
 * extent is a fixed multiple of the batch size, {@code multiple * N}: items merged with K samples
 * each have multiple K. A shape without a symbolic axis has multiple 1.
 *
 * @param dataType element type
 * @param shape extents, -1 for the symbolic axis
 * @param multiple extent of the symbolic axis in units of the batch size N
 */
public record TensorType(DataType dataType, Shape shape, long multiple) {

  /** Checks that at most one axis is symbolic and that the multiple is positive. */
  public TensorType {
    if (shape.getUnknownValueCount() > 1) {
      throw new IllegalArgumentException(
          "a shape can hold one symbolic axis, the batch, but " + shape + " holds several");
    }
    if (multiple < 1) {
      throw new IllegalArgumentException(
          "the symbolic axis must be a positive multiple of the batch size, got " + multiple);
    }
    if (shape.getUnknownValueCount() == 0) {
      multiple = 1;
    }
  }

  /** A type whose symbolic axis, if any, is the batch itself. */
  public TensorType(DataType dataType, Shape shape) {
    this(dataType, shape, 1);
  }

  /** Number of axes. */
  public int rank() {
    return shape.dimension();
  }

  /** Extent of an axis, -1 for the symbolic one. */
  public long extent(int axis) {
    return shape.get(axis);
  }

  /** The extents as a fresh array. */
  public long[] extents() {
    return shape.getShape().clone();
  }

  /** Index of the symbolic axis, or -1 if every extent is fixed. */
  public int symbolicAxis() {
    for (int axis = 0; axis < rank(); axis++) {
      if (extent(axis) == -1) {
        return axis;
      }
    }
    return -1;
  }

  /** Whether some axis is symbolic. */
  public boolean isSymbolic() {
    return symbolicAxis() >= 0;
  }

  /** Product of the fixed extents: the number of elements for each unit of the symbolic axis. */
  public long fixedSize() {
    return Arrays.stream(shape.getShape())
        .filter(extent -> extent != -1)
        .reduce(1, Math::multiplyExact);
  }

  /** This type with another element type. */
  public TensorType as(DataType other) {
    return new TensorType(other, shape, multiple);
  }

  /** This type with other extents and the same multiple. */
  public TensorType withExtents(long... extents) {
    return new TensorType(dataType, new Shape(extents), multiple);
  }

  /**
   * Counts an axis from the front.
   *
   * @param axis -rank..rank-1
   * @return 0..rank-1
   * @throws IllegalArgumentException if the axis is outside the shape
   */
  public int axis(long axis) {
    long fromFront = axis < 0 ? axis + rank() : axis;
    if (fromFront < 0 || fromFront >= rank()) {
      throw new IllegalArgumentException("axis " + axis + " is outside the shape of " + this);
    }
    return Math.toIntExact(fromFront);
  }

  /** For example {@code float32[N, 3, 8, 8]} or {@code int64[]}. */
  @Override
  public String toString() {
    return dataType
        + Arrays.stream(shape.getShape())
            .mapToObj(extent -> extent == -1 ? symbol() : Long.toString(extent))
            .collect(Collectors.joining(", ", "[", "]"));
  }

  private String symbol() {
    return multiple == 1 ? "N" : multiple + "N";
  }
}
