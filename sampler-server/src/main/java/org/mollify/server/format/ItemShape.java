package org.mollify.server.format;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How the values of one item may be laid out: on its own axes, such as {@code [C, H, W]}, or all of
 * them on one axis in the same order. Other axes that hold as many values have them in another
 * order, and so another likelihood.
 *
 * @param axes sizes of the axes
 */
record ItemShape(List<Long> axes) {

  /** Whether an item with these axes has its values in the order of the model. */
  boolean fits(List<Long> item) {
    return item.equals(axes) || item.equals(flat());
  }

  /** The shapes that fit, as {@code [3, 32, 32] or [3072]}. */
  String expected() {
    return axes.size() == 1 ? axes.toString() : axes + " or " + flat();
  }

  /** The shapes of arrays of N items that fit, as {@code (N, 3, 32, 32) or (N, 3072)}. */
  String expectedOfMany() {
    return axes.size() == 1 ? ofMany(axes) : ofMany(axes) + " or " + ofMany(flat());
  }

  private List<Long> flat() {
    return List.of(axes.stream().reduce(1L, Math::multiplyExact));
  }

  private static String ofMany(List<Long> axes) {
    return axes.stream().map(size -> ", " + size).collect(Collectors.joining("", "(N", ")"));
  }
}
