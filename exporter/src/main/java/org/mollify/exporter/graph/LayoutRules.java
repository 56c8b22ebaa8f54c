package org.mollify.exporter.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Result types of operators that rearrange, join or repeat elements. */
final class LayoutRules {

  private LayoutRules() {}

  /**
   * The symbolic axis takes the -1; its multiple changes by the ratio of fixed sizes, so that N
   * items of K samples become K*N items and back. A ratio that is no integer would hold for some N
   * only.
   */
  static TensorType reshape(Call call) {
    TensorType type = call.type(0);
    long[] target = call.longs(1);
    long inferred = Arrays.stream(target).filter(extent -> extent == -1).count();
    long fixed =
        LongStream.of(target).filter(extent -> extent != -1).reduce(1, Math::multiplyExact);
    long total = Math.multiplyExact(type.fixedSize(), type.multiple());
    String wanted = type + " to " + Arrays.toString(target);
    if (inferred > 1) {
      throw new IllegalArgumentException("only one extent can be -1, reshaping " + wanted);
    }
    if (Arrays.stream(target).anyMatch(extent -> extent == 0 || extent < -1)) {
      throw new IllegalArgumentException("extents must be positive or -1, reshaping " + wanted);
    }
    if (type.isSymbolic() && inferred == 0) {
      throw new IllegalArgumentException(
          "the batch size is not known while tracing: give -1 for it, reshaping " + wanted);
    }
    if (total % fixed != 0 || (inferred == 0 && total != fixed)) {
      throw new IllegalArgumentException("the number of elements differs, reshaping " + wanted);
    }
    if (type.isSymbolic()) {
      return new TensorType(type.dataType(), new Shape(target), total / fixed);
    }
    long[] extents = LongStream.of(target).map(e -> e == -1 ? total / fixed : e).toArray();
    return new TensorType(type.dataType(), new Shape(extents));
  }

  static TensorType transpose(Call call) {
    TensorType type = call.type(0);
    long[] order = call.integers("perm").orElseThrow();
    long distinct = Arrays.stream(order).map(type::axis).distinct().count();
    if (order.length != type.rank() || distinct != type.rank()) {
      throw new IllegalArgumentException(
          Arrays.toString(order) + " is no permutation of the axes of " + type);
    }
    return type.withExtents(Arrays.stream(order).map(a -> type.extent(type.axis(a))).toArray());
  }

  static TensorType squeeze(Call call) {
    TensorType type = call.type(0);
    List<Long> extents = new ArrayList<>(LongStream.of(type.extents()).boxed().toList());
    long[] axes = Arrays.stream(call.longs(1)).map(type::axis).sorted().toArray();
    for (int i = axes.length - 1; i >= 0; i--) {
      if (extents.remove((int) axes[i]) != 1) {
        throw new IllegalArgumentException(
            "axis " + axes[i] + " of " + type + " is not of extent 1");
      }
    }
    return type.withExtents(extents.stream().mapToLong(e -> e).toArray());
  }

  static TensorType unsqueeze(Call call) {
    TensorType type = call.type(0);
    long[] axes = call.longs(1);
    int rank = type.rank() + axes.length;
    List<Long> extents = new ArrayList<>(LongStream.of(type.extents()).boxed().toList());
    Arrays.stream(axes)
        .map(axis -> axis < 0 ? axis + rank : axis)
        .sorted()
        .forEach(
            axis -> {
              if (axis < 0 || axis > extents.size()) {
                throw new IllegalArgumentException("axis " + axis + " is outside rank " + rank);
              }
              extents.add((int) axis, 1L);
            });
    return type.withExtents(extents.stream().mapToLong(e -> e).toArray());
  }

  /** Along the symbolic axis only equal-rank symbolic parts join: their multiples add. */
  static TensorType concat(Call call) {
    TensorType first = call.type(0);
    ElementwiseRules.commonType(call, 0);
    int axis = first.axis(call.integer("axis", 0));
    long[] extents = first.extents();
    long multiple = 0;
    extents[axis] = 0;
    for (Value input : call.inputs()) {
      TensorType type = input.type();
      boolean fits = type.rank() == first.rank();
      for (int other = 0; fits && other < first.rank(); other++) {
        fits = other == axis || Broadcasting.sameExtent(first, other, type, other);
      }
      if (!fits) {
        throw new IllegalArgumentException(
            "cannot join " + first + " and " + type + " on axis " + axis);
      }
      if ((type.extent(axis) == -1) != (first.extent(axis) == -1)) {
        throw new IllegalArgumentException(
            "cannot join a batch and a fixed number of items, " + first + " and " + type);
      }
      extents[axis] += type.extent(axis);
      multiple += type.multiple();
    }
    if (first.extent(axis) == -1) {
      extents[axis] = -1;
      return new TensorType(first.dataType(), new Shape(extents), multiple);
    }
    return first.withExtents(extents);
  }

  static TensorType tile(Call call) {
    TensorType type = call.type(0);
    long[] repeats = call.longs(1);
    if (repeats.length != type.rank()) {
      throw new IllegalArgumentException(
          Arrays.toString(repeats) + " gives no repeat for each axis of " + type);
    }
    long[] extents = type.extents();
    long multiple = type.multiple();
    for (int axis = 0; axis < extents.length; axis++) {
      if (extents[axis] == -1) {
        multiple *= repeats[axis];
      } else {
        extents[axis] *= repeats[axis];
      }
    }
    return new TensorType(type.dataType(), new Shape(extents), multiple);
  }

  static TensorType pad(Call call) {
    TensorType type = call.type(0);
    long[] pads = call.longs(1);
    if (pads.length != 2 * type.rank()) {
      throw new IllegalArgumentException(
          Arrays.toString(pads) + " gives no two pads for each axis of " + type);
    }
    long[] extents = type.extents();
    for (int axis = 0; axis < extents.length; axis++) {
      long added = pads[axis] + pads[axis + type.rank()];
      if (extents[axis] == -1) {
        if (pads[axis] != 0 || pads[axis + type.rank()] != 0) {
          throw new IllegalArgumentException("the batch axis of " + type + " cannot be padded");
        }
      } else {
        extents[axis] += added;
      }
    }
    return type.withExtents(extents);
  }

  static TensorType expand(Call call) {
    return Broadcasting.broadcast(
        call.type(0).dataType(), List.of(call.type(0), describedShape(call, 1)));
  }

  static TensorType shape(Call call) {
    return new TensorType(DataType.INT64, new Shape(call.type(0).rank()));
  }

  static TensorType constantOfShape(Call call) {
    Constant value =
        call.tensor("value").orElseThrow(() -> new IllegalArgumentException("needs its value"));
    return describedShape(call, 0).as(value.type().dataType());
  }

  /** The shape that an int64 input holds: a constant's content, or the type that Shape has read. */
  private static TensorType describedShape(Call call, int input) {
    if (call.inputs().get(input) instanceof Result result
        && result.node().operator() == Operator.SHAPE) {
      return result.node().inputs().get(0).type();
    }
    return new TensorType(DataType.INT64, new Shape(call.longs(input)));
  }
}
