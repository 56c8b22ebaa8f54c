package org.mollify.exporter.trace;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.mollify.exporter.graph.TensorType;

/**
 * The element type in which libtorch computes on operands of different types. Booleans yield to
 * integers, integers to reals, narrow types to wide ones; but a scalar (no axes) widens an array
 * with axes only if it is of a higher kind: float32[N] times a float64 scalar stays float32.
 *
 * @see <a href="https://pytorch.org/docs/stable/tensor_attributes.html">PyTorch type promotion</a>
 */
final class Promotion {
  /** Each type of a kind, from narrow to wide. */
  private static final List<DataType> WIDTHS =
      List.of(
          DataType.BOOLEAN,
          DataType.UINT8,
          DataType.INT8,
          DataType.INT32,
          DataType.INT64,
          DataType.FLOAT16,
          DataType.FLOAT32,
          DataType.FLOAT64);

  private Promotion() {}

  /**
   * The common type of two operands.
   *
   * @throws IllegalArgumentException if a graph cannot hold it
   */
  static DataType of(TensorType a, TensorType b) {
    boolean sameStanding = (a.rank() == 0) == (b.rank() == 0);
    if (sameStanding) {
      return wider(a.dataType(), b.dataType());
    }
    DataType array = a.rank() == 0 ? b.dataType() : a.dataType();
    DataType scalar = a.rank() == 0 ? a.dataType() : b.dataType();
    boolean scalarCounts = !array.isFloating() && (array.isBoolean() || scalar.isFloating());
    return scalarCounts ? wider(array, scalar) : array;
  }

  /**
   * The wider of two types.
   *
   * @throws IllegalArgumentException if a graph cannot hold it
   */
  static DataType wider(DataType a, DataType b) {
    boolean mixedBytes =
        (a == DataType.UINT8 && b == DataType.INT8) || (a == DataType.INT8 && b == DataType.UINT8);
    if (mixedBytes || !WIDTHS.contains(a) || !WIDTHS.contains(b)) {
      throw new IllegalArgumentException(
          "no element type holds both " + a + " and " + b + "; convert with toType first");
    }
    return WIDTHS.indexOf(a) > WIDTHS.indexOf(b) ? a : b;
  }
}
