package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.dim.NDIndexBooleans;
import ai.djl.ndarray.index.dim.NDIndexElement;
import ai.djl.ndarray.index.dim.NDIndexFixed;
import ai.djl.ndarray.index.dim.NDIndexNull;
import ai.djl.ndarray.index.dim.NDIndexPick;
import ai.djl.ndarray.index.dim.NDIndexSlice;
import ai.djl.ndarray.index.dim.NDIndexTake;
import ai.djl.ndarray.types.Shape;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Looks into the arguments of an operation: arrays, lists of arrays, and indices that hold arrays.
 */
final class Operands {

  private Operands() {}

  /** Whether some argument depends on a graph input. */
  static boolean symbolic(Object[] args) {
    return Arrays.stream(args).anyMatch(Operands::symbolic);
  }

  private static boolean symbolic(Object arg) {
    if (arg instanceof NDList list) {
      return list.stream().anyMatch(Operands::symbolic);
    }
    if (arg instanceof NDIndex index) {
      return index.stream().map(Operands::arrayOf).anyMatch(Operands::symbolic);
    }
    TracingArray traced = TracingArray.behind(arg);
    return traced != null && traced.isSymbolic();
  }

  /** The arguments as the engine knows them. */
  static Object[] unwrap(Trace trace, Object[] args) {
    return Arrays.stream(args).map(arg -> unwrap(trace, arg)).toArray();
  }

  private static Object unwrap(Trace trace, Object arg) {
    if (arg instanceof NDList list) {
      NDList unwrapped = new NDList();
      list.forEach(array -> unwrapped.add((NDArray) unwrap(trace, array)));
      return unwrapped;
    }
    if (arg instanceof NDIndex index) {
      return unwrap(trace, index);
    }
    if (arg instanceof NDManager) {
      return trace.owner();
    }
    TracingArray traced = TracingArray.behind(arg);
    return traced == null ? arg : traced.engineArray();
  }

  /** DJL's index holds its arrays for good, so it is built anew. */
  private static NDIndex unwrap(Trace trace, NDIndex index) {
    if (index.stream().map(Operands::arrayOf).allMatch(Objects::isNull)) {
      return index;
    }
    NDIndex unwrapped = new NDIndex();
    List<NDIndexElement> elements = index.getIndices();
    for (int i = 0; i <= elements.size(); i++) {
      if (i == index.getEllipsisIndex()) {
        unwrapped.addEllipseDim();
      }
      if (i < elements.size()) {
        append(
            unwrapped, elements.get(i), (NDArray) unwrap(trace, (Object) arrayOf(elements.get(i))));
      }
    }
    return unwrapped;
  }

  private static void append(NDIndex index, NDIndexElement element, NDArray array) {
    if (element instanceof NDIndexTake) {
      index.addIndices("{}", array);
    } else if (element instanceof NDIndexBooleans) {
      index.addBooleanIndex(array);
    } else if (element instanceof NDIndexPick) {
      index.addPickDim(array);
    } else if (element instanceof NDIndexFixed fixed) {
      index.addIndices(fixed.getIndex());
    } else if (element instanceof NDIndexSlice slice) {
      long step = slice.getStep() == null ? 1 : slice.getStep();
      index.addIndices(text(slice.getMin()) + ":" + text(slice.getMax()) + ":" + step);
    } else if (element instanceof NDIndexNull) {
      index.addIndices("null");
    } else {
      index.addAllDim();
    }
  }

  private static String text(Long bound) {
    return bound == null ? "" : bound.toString();
  }

  private static NDArray arrayOf(NDIndexElement element) {
    if (element instanceof NDIndexTake take) {
      return take.getIndex();
    }
    if (element instanceof NDIndexBooleans booleans) {
      return booleans.getIndex();
    }
    return element instanceof NDIndexPick pick ? pick.getIndex() : null;
  }

  /**
   * Refuses to broadcast a constant to the batch size: the engine would leave the axis as it is.
   */
  static void checkKnown(Method method, Object wanted) {
    Shape shape = wanted instanceof long[] extents ? new Shape(extents) : (Shape) wanted;
    if (shape.getUnknownValueCount() > 0) {
      throw Dispatcher.refused(
          method,
          "a constant cannot be broadcast to "
              + shape
              + ", the batch size is not known; arithmetic broadcasts by itself");
    }
  }
}
