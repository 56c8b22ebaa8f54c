package org.mollify.exporter.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/** Result types of reductions and running sums. */
final class ReductionRules {

  private ReductionRules() {}

  /** Axes as an attribute: every Reduce operator but ReduceSum before opset 18. */
  static TensorType byAttribute(Call call) {
    return reduce(call, call.integers("axes").orElse(null));
  }

  /** Axes as an input: ReduceSum since opset 13. */
  static TensorType byInput(Call call) {
    return reduce(call, call.has(1) ? call.longs(1) : null);
  }

  static TensorType argument(Call call) {
    return reduce(call, new long[] {call.integer("axis", 0)}).as(DataType.INT64);
  }

  static TensorType cumulative(Call call) {
    if (!(call.inputs().get(1) instanceof Constant axis) || axis.type().rank() != 0) {
      throw new IllegalArgumentException("the axis must be a constant scalar");
    }
    call.type(0).axis(axis.longs()[0]);
    return call.type(0);
  }

  private static TensorType reduce(Call call, long[] axes) {
    TensorType type = call.type(0);
    Set<Integer> reduced = new HashSet<>();
    if (axes == null) {
      IntStream.range(0, type.rank()).forEach(reduced::add);
    } else {
      for (long axis : axes) {
        if (!reduced.add(type.axis(axis))) {
          throw new IllegalArgumentException("axes " + Arrays.toString(axes) + " name one twice");
        }
      }
    }
    boolean keep = call.flag("keepdims", true);
    long[] extents =
        IntStream.range(0, type.rank())
            .filter(axis -> keep || !reduced.contains(axis))
            .mapToLong(axis -> reduced.contains(axis) ? 1 : type.extent(axis))
            .toArray();
    return new TensorType(type.dataType(), new Shape(extents), type.multiple());
  }
}
