package org.mollify.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Columns that hold one value on the rows whose mean and deviation standardise the data (training
 * and validation): they carry nothing to learn and cannot be divided by their deviation.
 */
final class ConstantColumns {
  private final boolean[] varies;

  private ConstantColumns(boolean[] varies) {
    this.varies = varies;
  }

  static ConstantColumns find(Table table, Split split) {
    boolean[] varies = new boolean[table.columns().size()];
    int first = split.train()[0];
    IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.validation()))
        .forEach(
            row -> {
              for (int column = 0; column < varies.length; column++) {
                varies[column] |= table.value(row, column) != table.value(first, column);
              }
            });
    return new ConstantColumns(varies);
  }

  /** Returns the positions of the columns that vary. */
  int[] varying() {
    return IntStream.range(0, varies.length).filter(i -> varies[i]).toArray();
  }

  /**
   * Names the constant columns and adds a warning for each.
   *
   * @throws InvalidDataException if no column varies
   */
  List<String> dropFrom(Table table, String source, List<String> warnings)
      throws InvalidDataException {
    if (varying().length == 0) {
      throw new InvalidDataException(
          source + ": every column holds a single value on the rows to train on; nothing is left");
    }
    List<String> dropped = new ArrayList<>();
    for (int column = 0; column < varies.length; column++) {
      if (!varies[column]) {
        String name = table.columns().get(column).name();
        dropped.add(name);
        warnings.add("column '" + name + "' holds a single value on the rows to train on; dropped");
      }
    }
    return dropped;
  }
}
