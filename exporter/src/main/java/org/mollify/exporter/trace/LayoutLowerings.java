package org.mollify.exporter.trace;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.TensorType;
import org.mollify.exporter.graph.Value;

/** Other shapes and other orders of the same elements. */
final class LayoutLowerings extends Lowerings {

  LayoutLowerings(Trace trace) {
    super(trace);
  }

  /**
   * To a shape whose -1 stands for the batch axis, or for what is left of the elements. The shape
   * (-1, -1) is what flattening each item asks for: the batch size read as -1, then the rest.
   */
  public Value reshape(Value self, Shape shape) {
    long[] target = shape.getShape().clone();
    TensorType type = self.type();
    if (shape.getUnknownValueCount() == 2 && target[0] == -1 && type.symbolicAxis() == 0) {
      int rest =
          IntStream.range(1, target.length).filter(i -> target[i] == -1).findFirst().getAsInt();
      long known = LongStream.of(target).filter(extent -> extent != -1).reduce(1, (a, b) -> a * b);
      target[rest] = type.fixedSize() / known;
    }
    return reshape(self, target);
  }

  public Value flatten(Value self) {
    return reshape(self, -1);
  }

  public Value flatten(Value self, int startDim, int endDim) {
    TensorType type = self.type();
    if (type.rank() == 0) {
      return reshape(self, 1);
    }
    int start = type.axis(startDim);
    int end = type.axis(endDim);
    LongStream before = Arrays.stream(type.extents(), 0, start);
    LongStream after = Arrays.stream(type.extents(), end + 1, type.rank());
    long merged = 1;
    for (int axis = start; axis <= end; axis++) {
      merged = merged == -1 || type.extent(axis) == -1 ? -1 : merged * type.extent(axis);
    }
    return reshape(
        self, LongStream.concat(LongStream.concat(before, LongStream.of(merged)), after).toArray());
  }

  public Value expandDims(Value self, int axis) {
    return unsqueeze(self, axis);
  }

  /** As the engine does it, an axis of another extent than 1 stays. */
  public Value squeeze(Value self, int axis) {
    return self.type().extent(self.type().axis(axis)) == 1 ? squeeze(self, new int[] {axis}) : self;
  }

  public Value squeeze(Value self, int[] axes) {
    return axes.length == 0
        ? self
        : record(
            Operator.SQUEEZE, self, Constant.ofLongs(IntStream.of(axes).asLongStream().toArray()));
  }

  public Value transpose(Value self) {
    int rank = self.type().rank();
    return transpose(self, IntStream.range(0, rank).map(i -> rank - 1 - i).toArray());
  }

  public Value transpose(Value self, int... axes) {
    return transpose(self, IntStream.of(axes).mapToLong(self.type()::axis).toArray());
  }

  public Value swapAxes(Value self, int axis1, int axis2) {
    TensorType type = self.type();
    return transpose(self, exchange(type, type.axis(axis1), type.axis(axis2)));
  }

  public Value flip(Value self, int... axes) {
    long[] from = new long[axes.length];
    long[] to = new long[axes.length];
    Arrays.fill(from, -1);
    Arrays.fill(to, Long.MIN_VALUE);
    return record(
        Operator.SLICE,
        List.of(
            self,
            Constant.ofLongs(from),
            Constant.ofLongs(to),
            Constant.ofLongs(IntStream.of(axes).mapToLong(self.type()::axis).toArray()),
            Constant.ofLongs(from)));
  }
}
