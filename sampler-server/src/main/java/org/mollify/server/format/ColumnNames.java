package org.mollify.server.format;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.mollify.server.NearestName;

/** The columns of a model by name: where each goes, and what is wrong with a set of them. */
final class ColumnNames {
  private static final int SHOWN = 24;

  private final List<String> names;
  private final int width;
  private final Map<String, Integer> positions = new HashMap<>();

  /**
   * The names of a model.
   *
   * @param names one for each column, or none at all
   * @param width number of columns
   */
  ColumnNames(List<String> names, int width) {
    this.names = names;
    this.width = width;
    for (int i = 0; i < names.size(); i++) {
      positions.put(names.get(i), i);
    }
  }

  /** Whether columns have no names. */
  boolean isEmpty() {
    return names.isEmpty();
  }

  /** Position of a named column. */
  int position(String name, String where) {
    Integer position = positions.get(name);
    if (position == null) {
      throw RowReader.rowProblem(
          where
              + " has the unknown column \""
              + name
              + "\""
              + NearestName.suggestion(name, names)
              + (isEmpty()
                  ? "; this model has no column names, send rows as arrays"
                  : "; columns: " + this));
    }
    return position;
  }

  /**
   * Where the columns of a header go.
   *
   * @param given every column of the model once, in any order
   * @param where the header, as messages name it
   * @return for each name the position of its column
   */
  int[] header(List<String> given, String where) {
    int[] header = new int[given.size()];
    boolean[] present = new boolean[width];
    for (int i = 0; i < header.length; i++) {
      header[i] = position(given.get(i).strip(), where);
      if (present[header[i]]) {
        throw RowReader.rowProblem(where + " names \"" + given.get(i) + "\" twice");
      }
      present[header[i]] = true;
    }
    requireAll(present, where);
    return header;
  }

  /** Fails unless every column came. */
  void requireAll(boolean[] present, String where) {
    Set<Integer> missing = new TreeSet<>();
    for (int i = 0; i < width; i++) {
      if (!present[i]) {
        missing.add(i);
      }
    }
    if (!missing.isEmpty()) {
      throw RowReader.rowProblem(
          where
              + " lacks the "
              + (missing.size() == 1 ? "column " : "columns ")
              + missing.stream()
                  .map(i -> i < names.size() ? names.get(i) : "#" + i)
                  .collect(Collectors.joining(", ")));
    }
  }

  /** What follows the number of a column in messages. */
  String suffix(int column) {
    return column < names.size() ? " (column \"" + names.get(column) + "\")" : "";
  }

  /** The first of them, as messages list them. */
  @Override
  public String toString() {
    int shown = Math.min(names.size(), SHOWN);
    String listed = String.join(", ", names.subList(0, shown));
    return shown == names.size() ? listed : listed + ", ...";
  }
}
