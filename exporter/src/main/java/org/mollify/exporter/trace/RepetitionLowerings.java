package org.mollify.exporter.trace;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.TensorType;
import org.mollify.exporter.graph.Value;

/** Elements repeated, broadcast, padded, or replaced by zeros and ones. */
final class RepetitionLowerings extends Lowerings {

  RepetitionLowerings(Trace trace) {
    super(trace);
  }

  /** To a shape whose -1 leaves the batch axis as it is. */
  public Value broadcast(Value self, Shape shape) {
    TensorType type = self.type();
    long[] target = shape.getShape().clone();
    int offset = target.length - type.rank();
    for (int axis = 0; axis < target.length; axis++) {
      if (target[axis] == -1) {
        if (axis < offset || type.extent(axis - offset) != -1) {
          throw new IllegalArgumentException(
              type + " to " + shape + ": -1 can only stand for a batch axis that is there already");
        }
        target[axis] = 1;
      }
    }
    return record(Operator.EXPAND, self, Constant.ofLongs(target));
  }

  public Value tile(Value self, long repeats) {
    long[] each = new long[Math.max(1, self.type().rank())];
    Arrays.fill(each, repeats);
    return tile(self, each);
  }

  /** The whole array again and again along each axis; surplus repeats add axes in front. */
  public Value tile(Value self, long[] repeats) {
    int added = Math.max(0, repeats.length - self.type().rank());
    Value widened =
        added == 0 ? self : unsqueeze(self, IntStream.range(0, added).asLongStream().toArray());
    return record(Operator.TILE, widened, Constant.ofLongs(repeats));
  }

  public Value repeat(Value self, long repeats) {
    long[] each = new long[Math.max(1, self.type().rank())];
    Arrays.fill(each, repeats);
    return repeat(self, each);
  }

  public Value repeat(Value self, long[] repeats) {
    Value repeated = self.type().rank() == 0 ? reshape(self, 1) : self;
    for (int axis = 0; axis < repeats.length; axis++) {
      repeated = repeat(repeated, axis, repeats[axis]);
    }
    return repeated;
  }

  /** Each element several times in a row along one axis. */
  public Value repeat(Value self, int axis, long repeats) {
    TensorType type = self.type();
    int along = type.axis(axis);
    if (repeats == 1) {
      return self;
    }
    long[] each = new long[type.rank() + 1];
    Arrays.fill(each, 1);
    each[along + 1] = repeats;
    Value tiled = record(Operator.TILE, unsqueeze(self, along + 1), Constant.ofLongs(each));
    long[] merged = type.extents();
    merged[along] = merged[along] == -1 ? -1 : merged[along] * repeats;
    return reshape(tiled, merged);
  }

  /** Pads are given in pairs, the last axis first. */
  public Value pad(Value self, Shape padding, double value) {
    int rank = self.type().rank();
    long[] pairs = padding.getShape();
    if (pairs.length % 2 != 0 || pairs.length > 2 * rank) {
      throw new IllegalArgumentException(
          "padding " + padding + " is not in pairs for axes of " + self.type());
    }
    long[] pads = new long[2 * rank];
    for (int i = 0; i < pairs.length / 2; i++) {
      pads[rank - 1 - i] = pairs[2 * i];
      pads[2 * rank - 1 - i] = pairs[2 * i + 1];
    }
    return record(
        Operator.PAD, List.of(self, Constant.ofLongs(pads), scalar(value, self.type().dataType())));
  }

  public Value zerosLike(Value self) {
    return filled(self, 0);
  }

  public Value onesLike(Value self) {
    return filled(self, 1);
  }

  private Value filled(Value self, double number) {
    DataType type = self.type().dataType();
    if (!self.type().isSymbolic()) {
      return constant(trace().owner().full(self.type().shape(), (float) number, type));
    }
    Constant element = (Constant) reshape(scalar(number, type), 1);
    return record(
        Operator.CONSTANT_OF_SHAPE, record(Operator.SHAPE, self), Attribute.of("value", element));
  }
}
