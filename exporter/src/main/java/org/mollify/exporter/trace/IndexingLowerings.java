package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.dim.NDIndexAll;
import ai.djl.ndarray.index.dim.NDIndexBooleans;
import ai.djl.ndarray.index.dim.NDIndexElement;
import ai.djl.ndarray.index.dim.NDIndexFixed;
import ai.djl.ndarray.index.dim.NDIndexNull;
import ai.djl.ndarray.index.dim.NDIndexSlice;
import ai.djl.ndarray.index.dim.NDIndexTake;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import java.util.ArrayList;
import java.util.List;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.TensorType;
import org.mollify.exporter.graph.Value;

/** Slices, single positions and gathered positions. */
final class IndexingLowerings extends Lowerings {

  IndexingLowerings(Trace trace) {
    super(trace);
  }

  public Value get(Value self, NDManager manager, long... indices) {
    return get(self, manager, new NDIndex(indices));
  }

  /** Slices first, all in one; then picked positions from the last axis on; then new axes. */
  public Value get(Value self, NDManager manager, NDIndex index) {
    List<NDIndexElement> elements = elements(index, self.type());
    List<NDIndexElement> onAxes =
        elements.stream().filter(element -> !(element instanceof NDIndexNull)).toList();
    Value picked = slice(self, onAxes);
    for (int axis = onAxes.size() - 1; axis >= 0; axis--) {
      picked = pick(picked, axis, onAxes);
    }
    List<Long> added = new ArrayList<>();
    long position = 0;
    for (NDIndexElement element : elements) {
      if (element instanceof NDIndexNull) {
        added.add(position);
      }
      position += extentsLeft(element);
    }
    return added.isEmpty()
        ? picked
        : unsqueeze(picked, added.stream().mapToLong(Long::longValue).toArray());
  }

  /** The elements with the ellipsis and the axes after the last element written out. */
  private static List<NDIndexElement> elements(NDIndex index, TensorType type) {
    List<NDIndexElement> elements = new ArrayList<>(index.getIndices());
    long named = elements.stream().filter(e -> !(e instanceof NDIndexNull)).count();
    if (named > type.rank()) {
      throw new IllegalArgumentException("the index has more axes than " + type);
    }
    int ellipsis = index.getEllipsisIndex();
    int at = ellipsis < 0 ? elements.size() : ellipsis;
    for (long missing = type.rank() - named; missing > 0; missing--) {
      elements.add(at, new NDIndexAll());
    }
    return elements;
  }

  private Value slice(Value self, List<NDIndexElement> onAxes) {
    List<Long> starts = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    List<Long> axes = new ArrayList<>();
    List<Long> steps = new ArrayList<>();
    for (int axis = 0; axis < onAxes.size(); axis++) {
      if (onAxes.get(axis) instanceof NDIndexSlice slice && !isWhole(slice, self.type(), axis)) {
        starts.add(slice.getMin() == null ? 0 : slice.getMin());
        ends.add(slice.getMax() == null ? Long.MAX_VALUE : slice.getMax());
        axes.add((long) axis);
        steps.add(slice.getStep() == null ? 1 : slice.getStep());
      }
    }
    if (steps.stream().anyMatch(step -> step < 1)) {
      throw new IllegalArgumentException("the step of a slice must be positive, got " + steps);
    }
    return axes.isEmpty()
        ? self
        : record(
            Operator.SLICE,
            List.of(self, vector(starts), vector(ends), vector(axes), vector(steps)));
  }

  private static boolean isWhole(NDIndexSlice slice, TensorType type, int axis) {
    boolean fromStart = slice.getMin() == null || slice.getMin() == 0;
    boolean toEnd =
        slice.getMax() == null || (type.extent(axis) > 0 && slice.getMax() >= type.extent(axis));
    return fromStart && toEnd && (slice.getStep() == null || slice.getStep() == 1);
  }

  private Value pick(Value from, int axis, List<NDIndexElement> onAxes) {
    NDIndexElement element = onAxes.get(axis);
    Value positions;
    if (element instanceof NDIndexFixed fixed) {
      positions = Constant.ofLong(fixed.getIndex());
      checkInside(from.type(), axis, (Constant) positions);
    } else if (element instanceof NDIndexTake take) {
      checkSingle(onAxes);
      positions = positions(value(take.getIndex()), from.type(), axis);
    } else if (element instanceof NDIndexBooleans mask) {
      checkSingle(onAxes);
      positions = positions(chosen(mask), from.type(), axis);
    } else if (element instanceof NDIndexSlice || element instanceof NDIndexAll) {
      return from;
    } else {
      throw new IllegalArgumentException(
          element.getClass().getSimpleName() + " in an index has no ONNX lowering");
    }
    return record(Operator.GATHER, from, positions, Attribute.of("axis", axis));
  }

  private static void checkSingle(List<NDIndexElement> onAxes) {
    long arrays =
        onAxes.stream()
            .filter(e -> e instanceof NDIndexTake || e instanceof NDIndexBooleans)
            .count();
    if (arrays > 1) {
      throw new IllegalArgumentException("an index can hold one array, got " + arrays);
    }
  }

  /** The positions that a constant mask along one axis chooses. */
  private Value chosen(NDIndexBooleans mask) {
    Value flags = value(mask.getIndex());
    if (!(flags instanceof Constant constant) || flags.type().rank() != 1) {
      throw new IllegalArgumentException(
          "a mask in an index must be a constant along one axis, got " + flags.type());
    }
    return fold(constant, array -> array.nonzero().reshape(-1));
  }

  private Value positions(Value positions, TensorType type, int axis) {
    Value wide = cast(positions, DataType.INT64);
    if (wide instanceof Constant constant) {
      checkInside(type, axis, constant);
    }
    return wide;
  }

  private static void checkInside(TensorType type, int axis, Constant positions) {
    long extent = type.extent(axis);
    for (long position : positions.longs()) {
      if (extent != -1 && (position >= extent || position < -extent)) {
        throw new IllegalArgumentException(
            "position " + position + " is outside axis " + axis + " of " + type);
      }
    }
  }

  private static int extentsLeft(NDIndexElement element) {
    if (element instanceof NDIndexFixed) {
      return 0;
    }
    return element instanceof NDIndexTake take ? take.getIndex().getShape().dimension() : 1;
  }

  private static Constant vector(List<Long> values) {
    return Constant.ofLongs(values.stream().mapToLong(Long::longValue).toArray());
  }

  /** The elements at the given positions along one axis, one position for each element. */
  public Value gather(Value self, NDArray index, int axis) {
    return record(
        Operator.GATHER_ELEMENTS,
        self,
        cast(value(index), DataType.INT64),
        Attribute.of("axis", self.type().axis(axis)));
  }

  /** Elements by their positions in the flattened array. */
  public Value take(Value self, NDManager manager, NDArray index) {
    if (self.type().isSymbolic()) {
      throw new IllegalArgumentException(
          "take counts through the whole batch; write get(\":, {}\", index)");
    }
    return record(
        Operator.GATHER,
        reshape(self, -1),
        cast(value(index), DataType.INT64),
        Attribute.of("axis", 0));
  }

  /** Rows of the weight [words, d] for each word in the input. */
  public Value embedding(Value self, NDArray input, NDArray weight, SparseFormat sparse) {
    return record(
        Operator.GATHER,
        value(weight),
        cast(value(input), DataType.INT64),
        Attribute.of("axis", 0));
  }
}
