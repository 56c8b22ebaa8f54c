package org.mollify.trainer.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The labels of one column of text as they are met, and their codes. */
final class CategoryColumn {

  /** Most labels of a column: beyond it, text is more likely a name or a key than a category. */
  static final int MOST = 256;

  private final List<String> labels = new ArrayList<>();
  private final Map<String, Integer> codes = new HashMap<>();
  private final boolean closed;
  private final boolean declared;

  private CategoryColumn(List<String> known, boolean closed, boolean declared) {
    this.closed = closed;
    this.declared = declared;
    known.forEach(this::add);
  }

  /** A column found to hold text. */
  static CategoryColumn found() {
    return new CategoryColumn(List.of(), false, false);
  }

  /** A column said to hold labels, so that only an empty cell is missing. */
  static CategoryColumn declared() {
    return new CategoryColumn(List.of(), false, true);
  }

  /** A column whose labels a model knows. */
  static CategoryColumn known(List<String> labels) {
    return new CategoryColumn(labels, true, true);
  }

  private int add(String label) {
    labels.add(label);
    codes.put(label, labels.size() - 1);
    return labels.size() - 1;
  }

  /**
   * Returns the code of a cell, NaN where it is missing.
   *
   * @throws IllegalArgumentException if the label is unknown, or one too many; the message goes on
   *     after the column's name
   */
  double code(String cell) {
    String label = cell.strip();
    Integer code = codes.get(label);
    if (code != null) {
      return code;
    }
    if (label.isEmpty() || !declared && Cell.isMissing(label)) {
      return Double.NaN;
    }
    if (closed) {
      throw new IllegalArgumentException(
          "is '%s', which is no category of the model; known: %s"
              .formatted(label, String.join(", ", labels)));
    }
    if (labels.size() == MOST) {
      throw new IllegalArgumentException(
          "holds more than %d different texts, too many for categories; leave it out with --drop"
              .formatted(MOST));
    }
    return add(label);
  }

  /**
   * Orders the labels, the most frequent first, equally frequent ones by name, and rewrites the
   * codes; known labels keep theirs.
   *
   * @param values row-major values
   * @param column position of this column
   * @param width columns of a row
   * @return the labels by code
   */
  List<String> order(double[] values, int column, int width) {
    if (closed) {
      return List.copyOf(labels);
    }
    int[] counts = new int[labels.size()];
    for (int at = column; at < values.length; at += width) {
      if (!Double.isNaN(values[at])) {
        counts[(int) values[at]]++;
      }
    }
    List<String> ordered =
        labels.stream()
            .sorted(
                Comparator.comparingInt((String label) -> -counts[codes.get(label)])
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    int[] renumbered = new int[counts.length];
    for (int code = 0; code < renumbered.length; code++) {
      renumbered[codes.get(ordered.get(code))] = code;
    }
    for (int at = column; at < values.length; at += width) {
      if (!Double.isNaN(values[at])) {
        values[at] = renumbered[(int) values[at]];
      }
    }
    return ordered;
  }
}
