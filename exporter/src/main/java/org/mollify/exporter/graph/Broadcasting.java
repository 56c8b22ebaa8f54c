package org.mollify.exporter.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/** NumPy broadcasting where one axis may be symbolic: it meets itself or extent 1, nothing else. */
final class Broadcasting {

  private Broadcasting() {}

  /**
   * The common shape of all types, aligned at the last axis.
   *
   * @param dataType element type of the answer
   * @throws IllegalArgumentException if two extents do not fit
   */
  static TensorType broadcast(DataType dataType, List<TensorType> types) {
    int rank = types.stream().mapToInt(TensorType::rank).max().orElse(0);
    long[] extents = new long[rank];
    Arrays.fill(extents, 1);
    long multiple = 0;
    for (TensorType type : types) {
      int offset = rank - type.rank();
      for (int axis = 0; axis < type.rank(); axis++) {
        long extent = type.extent(axis);
        if (extent == 1) {
          continue;
        }
        boolean fits = extents[offset + axis] == 1 || extents[offset + axis] == extent;
        if (extent == -1) {
          fits &= multiple == 0 || multiple == type.multiple();
          multiple = type.multiple();
        }
        if (!fits) {
          throw new IllegalArgumentException("shapes " + types + " do not broadcast");
        }
        extents[offset + axis] = extent;
      }
    }
    return new TensorType(dataType, new Shape(extents), Math.max(1, multiple));
  }

  /** Whether an axis of one type and an axis of another have the same extent for every N. */
  static boolean sameExtent(TensorType a, int axisA, TensorType b, int axisB) {
    return a.extent(axisA) == b.extent(axisB)
        && (a.extent(axisA) != -1 || a.multiple() == b.multiple());
  }

  /** The multiple of whichever type has the symbolic axis. */
  static long multiple(TensorType... types) {
    return Arrays.stream(types)
        .filter(TensorType::isSymbolic)
        .mapToLong(TensorType::multiple)
        .findFirst()
        .orElse(1);
  }
}
