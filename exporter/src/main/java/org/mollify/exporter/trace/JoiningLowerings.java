package org.mollify.exporter.trace;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.Value;

/** Arrays joined along an axis, and one array split along an axis. */
final class JoiningLowerings extends Lowerings {

  JoiningLowerings(Trace trace) {
    super(trace);
  }

  public Value concat(Value self, NDList arrays, int axis) {
    List<Value> parts = parts(self, arrays);
    return record(Operator.CONCAT, parts, Attribute.of("axis", self.type().axis(axis)));
  }

  public Value stack(Value self, NDList arrays, int axis) {
    int along = axis < 0 ? axis + self.type().rank() + 1 : axis;
    List<Value> parts = new ArrayList<>();
    for (Value part : parts(self, arrays)) {
      if (!part.type().shape().equals(self.type().shape())) {
        throw new IllegalArgumentException("cannot stack " + self.type() + " and " + part.type());
      }
      parts.add(unsqueeze(part, along));
    }
    return record(Operator.CONCAT, parts, Attribute.of("axis", along));
  }

  /** Parts of extent / sections each; as the engine does it, a smaller last part takes the rest. */
  public List<? extends Value> split(Value self, long sections, int axis) {
    long extent = self.type().extent(self.type().axis(axis));
    long size = extent / sections;
    if (extent > 0 && size == 0) {
      throw new IllegalArgumentException(
          "axis " + axis + " of " + self.type() + " has no " + sections + " parts");
    }
    List<Long> sizes = new ArrayList<>();
    for (long start = 0; start < extent; start += size) {
      sizes.add(Math.min(size, extent - start));
    }
    return split(self, axis, extent == -1 ? List.of(1L) : sizes);
  }

  /** Parts that start at 0 and at each index. */
  public List<? extends Value> split(Value self, long[] indices, int axis) {
    List<Long> sizes = new ArrayList<>();
    long start = 0;
    for (long index : indices) {
      sizes.add(index - start);
      start = index;
    }
    sizes.add(self.type().extent(self.type().axis(axis)) - start);
    return indices.length == 0 ? List.of(self) : split(self, axis, sizes);
  }

  private List<? extends Value> split(Value self, int axis, List<Long> sizes) {
    long[] each = sizes.stream().mapToLong(Long::longValue).toArray();
    return recordAll(
        Operator.SPLIT,
        List.of(self, Constant.ofLongs(each)),
        Attribute.of("axis", self.type().axis(axis)));
  }

  private List<Value> parts(Value self, NDList arrays) {
    List<Value> parts = new ArrayList<>();
    parts.add(self);
    arrays.forEach(array -> parts.add(value(array)));
    DataType common =
        parts.stream().map(part -> part.type().dataType()).reduce(Promotion::wider).orElseThrow();
    parts.replaceAll(part -> cast(part, common));
    return parts;
  }
}
