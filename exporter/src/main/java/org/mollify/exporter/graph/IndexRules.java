package org.mollify.exporter.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Result types of operators that pick elements: slices, splits, gathers. */
final class IndexRules {

  private IndexRules() {}

  /** Inputs: data, starts, ends, axes, steps; the last four constant. */
  static TensorType slice(Call call) {
    TensorType type = call.type(0);
    long[] starts = call.longs(1);
    long[] ends = call.longs(2);
    long[] axes = call.longs(3);
    long[] steps = call.longs(4);
    long[] extents = type.extents();
    for (int i = 0; i < axes.length; i++) {
      int axis = type.axis(axes[i]);
      if (extents[axis] == -1) {
        if (steps[i] != -1 || starts[i] != -1 || ends[i] != Long.MIN_VALUE) {
          throw new IllegalArgumentException(
              "a part of the batch axis of " + type + " cannot be taken: its size is not known");
        }
        continue;
      }
      extents[axis] = extent(starts[i], ends[i], steps[i], extents[axis]);
      if (extents[axis] <= 0) {
        throw new IllegalArgumentException("an empty slice of axis " + axis + " of " + type);
      }
    }
    return type.withExtents(extents);
  }

  private static long extent(long start, long end, long step, long size) {
    if (step > 0) {
      long from = Math.min(Math.max(start < 0 ? start + size : start, 0), size);
      long to = Math.min(Math.max(end < 0 ? end + size : end, 0), size);
      return -Math.floorDiv(from - to, step);
    }
    long from = Math.min(Math.max(start < 0 ? start + size : start, 0), size - 1);
    long to = end < -size ? -1 : Math.min(Math.max(end < 0 ? end + size : end, -1), size - 1);
    return -Math.floorDiv(to - from, -step);
  }

  /** Inputs: data, sizes. One result for each size. */
  static List<TensorType> split(Call call) {
    TensorType type = call.type(0);
    int axis = type.axis(call.integer("axis", 0));
    long[] sizes = call.longs(1);
    if (type.extent(axis) == -1) {
      throw new IllegalArgumentException(
          "the batch axis of " + type + " cannot be split: its size is not known");
    }
    if (LongStream.of(sizes).sum() != type.extent(axis)
        || LongStream.of(sizes).anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "sizes " + Arrays.toString(sizes) + " do not add up to axis " + axis + " of " + type);
    }
    List<TensorType> parts = new ArrayList<>();
    for (long size : sizes) {
      long[] extents = type.extents();
      extents[axis] = size;
      parts.add(type.withExtents(extents));
    }
    return parts;
  }

  static TensorType gather(Call call) {
    TensorType data = call.type(0);
    TensorType indices = indices(call);
    int axis = data.axis(call.integer("axis", 0));
    if (data.extent(axis) == -1) {
      throw new IllegalArgumentException(
          "items of the batch axis of " + data + " cannot be picked: its size is not known");
    }
    LongStream before = Arrays.stream(data.extents(), 0, axis);
    LongStream after = Arrays.stream(data.extents(), axis + 1, data.rank());
    LongStream middle = Arrays.stream(indices.extents());
    long[] extents = LongStream.concat(LongStream.concat(before, middle), after).toArray();
    return new TensorType(
        data.dataType(), new Shape(extents), Broadcasting.multiple(data, indices));
  }

  static TensorType gatherElements(Call call) {
    TensorType data = call.type(0);
    TensorType indices = indices(call);
    int axis = data.axis(call.integer("axis", 0));
    boolean fits = indices.rank() == data.rank() && data.extent(axis) != -1;
    for (int other = 0; fits && other < data.rank(); other++) {
      fits = other == axis || Broadcasting.sameExtent(data, other, indices, other);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "indices " + indices + " do not fit " + data + " along axis " + axis);
    }
    return new TensorType(data.dataType(), indices.shape(), indices.multiple());
  }

  private static TensorType indices(Call call) {
    TensorType indices = call.type(1);
    if (indices.dataType() != DataType.INT64 && indices.dataType() != DataType.INT32) {
      throw new IllegalArgumentException("indices must be int32 or int64, got " + indices);
    }
    return indices;
  }
}
