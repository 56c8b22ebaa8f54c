package org.mollify.exporter.trace;

import ai.djl.ndarray.types.DataType;
import java.util.stream.IntStream;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.Value;

/** Sums, means, extremes, norms, running sums and softmax. */
final class ReductionLowerings extends Lowerings {

  ReductionLowerings(Trace trace) {
    super(trace);
  }

  public Value sum(Value self) {
    return sum(self, all(self), false);
  }

  /** Integers and booleans are summed as int64; no axes means all axes. */
  public Value sum(Value self, int[] axes, boolean keepDims) {
    int[] reduced = axes.length == 0 ? all(self) : axes;
    if (reduced.length == 0) {
      return widened(self);
    }
    return record(
        Operator.REDUCE_SUM,
        widened(self),
        Constant.ofLongs(longs(reduced)),
        Attribute.of("keepdims", keepDims));
  }

  public Value mean(Value self) {
    return mean(self, all(self), false);
  }

  public Value mean(Value self, int[] axes, boolean keepDims) {
    return reduce(Operator.REDUCE_MEAN, self, axes, keepDims);
  }

  public Value max(Value self) {
    return max(self, all(self), false);
  }

  public Value max(Value self, int[] axes, boolean keepDims) {
    return reduce(Operator.REDUCE_MAX, self, axes, keepDims);
  }

  public Value min(Value self) {
    return min(self, all(self), false);
  }

  public Value min(Value self, int[] axes, boolean keepDims) {
    return reduce(Operator.REDUCE_MIN, self, axes, keepDims);
  }

  public Value prod(Value self) {
    return prod(self, all(self), false);
  }

  public Value prod(Value self, int[] axes, boolean keepDims) {
    return reduce(Operator.REDUCE_PROD, widened(self), axes, keepDims);
  }

  public Value argMax(Value self) {
    return argument(Operator.ARG_MAX, reshape(self, -1), 0);
  }

  public Value argMax(Value self, int axis) {
    return argument(Operator.ARG_MAX, self, axis);
  }

  public Value argMin(Value self) {
    return argument(Operator.ARG_MIN, reshape(self, -1), 0);
  }

  public Value argMin(Value self, int axis) {
    return argument(Operator.ARG_MIN, self, axis);
  }

  public Value norm(Value self, boolean keepDims) {
    return norm(self, 2, all(self), keepDims);
  }

  public Value norm(Value self, int ord, int[] axes, boolean keepDims) {
    if (ord == 1) {
      return sum(record(Operator.ABS, self), axes, keepDims);
    }
    if (ord == 2) {
      return record(Operator.SQRT, sum(record(Operator.MUL, self, self), axes, keepDims));
    }
    throw new IllegalArgumentException("the norm must be of order 1 or 2, got " + ord);
  }

  /** x / max(|x|_p, eps), the norm taken along one axis. */
  public Value normalize(Value self, double exponent, long dim, double eps) {
    if (exponent != 1 && exponent != 2) {
      throw new IllegalArgumentException("the norm must be of order 1 or 2, got " + exponent);
    }
    Value norm = norm(self, (int) exponent, new int[] {(int) dim}, true);
    Value floor = scalar(eps, self.type().dataType());
    return record(Operator.DIV, self, record(Operator.MAX, norm, floor));
  }

  public Value cumSum(Value self) {
    return self.type().rank() == 0 ? reshape(widened(self), 1) : cumSum(self, 0);
  }

  public Value cumSum(Value self, int axis) {
    return record(Operator.CUM_SUM, widened(self), Constant.ofLong(self.type().axis(axis)));
  }

  public Value softmax(Value self, int axis) {
    return record(Operator.SOFTMAX, self, Attribute.of("axis", axis));
  }

  public Value logSoftmax(Value self, int axis) {
    return record(Operator.LOG_SOFTMAX, self, Attribute.of("axis", axis));
  }

  private Value reduce(Operator operator, Value self, int[] axes, boolean keepDims) {
    if (self.type().rank() == 0) {
      return self;
    }
    return record(
        operator, self, Attribute.of("axes", longs(axes)), Attribute.of("keepdims", keepDims));
  }

  private Value argument(Operator operator, Value self, int axis) {
    return record(operator, self, Attribute.of("axis", axis), Attribute.of("keepdims", false));
  }

  private Value widened(Value self) {
    return self.type().dataType().isFloating() ? self : cast(self, DataType.INT64);
  }

  private static int[] all(Value value) {
    return IntStream.range(0, value.type().rank()).toArray();
  }

  private static long[] longs(int[] axes) {
    return IntStream.of(axes).asLongStream().toArray();
  }
}
