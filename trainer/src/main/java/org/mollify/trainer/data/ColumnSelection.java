package org.mollify.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mollify.models.NearestName;

/**
 * Which columns of a file are modelled.
 *
 * @param columns the columns to keep, in this order; empty keeps all in file order
 * @param drop columns to leave out
 * @param target a column to leave out of the model and to keep, where it is numeric, as the label
 *     of each row
 */
public record ColumnSelection(List<String> columns, List<String> drop, Optional<String> target) {
  /** Every column, no target. */
  public static final ColumnSelection ALL =
      new ColumnSelection(List.of(), List.of(), Optional.empty());

  /**
   * Checks that no column is asked for twice or both wanted and left out.
   *
   * @throws IllegalArgumentException with one line that names the column
   */
  public ColumnSelection {
    columns = List.copyOf(columns);
    drop = List.copyOf(drop);
    Set<String> wanted = new HashSet<>();
    for (String column : columns) {
      if (!wanted.add(column)) {
        throw new IllegalArgumentException("--columns names '" + column + "' twice");
      }
    }
    for (String column : drop) {
      if (wanted.contains(column)) {
        throw new IllegalArgumentException(
            "'" + column + "' is in both --columns and --drop; take it out of one of them");
      }
    }
    if (target.isPresent() && wanted.contains(target.get())) {
      throw new IllegalArgumentException(
          "'" + target.get() + "' is in --columns and is the --target, which is left out");
    }
  }

  /**
   * Reads the three options of the command line.
   *
   * @param columns comma-separated names, or null
   * @param drop comma-separated names, or null
   * @param target one name, or null
   */
  public static ColumnSelection parse(String columns, String drop, String target) {
    return new ColumnSelection(
        names("--columns", columns), names("--drop", drop), Optional.ofNullable(target));
  }

  private static List<String> names(String option, String list) {
    if (list == null) {
      return List.of();
    }
    List<String> names = Arrays.stream(list.split(",", -1)).map(String::strip).toList();
    if (names.contains("")) {
      throw new IllegalArgumentException(
          option + " needs column names with commas between them, not '" + list + "'");
    }
    return names;
  }

  /**
   * Returns the positions of the modelled columns.
   *
   * @param header the column names of the source
   * @param source how to name the source in a message
   * @throws IllegalArgumentException if a named column is not there or none is left
   */
  int[] positions(List<String> header, String source) {
    for (String name : columns) {
      requireKnown("--columns", name, header, source);
    }
    for (String name : drop) {
      requireKnown("--drop", name, header, source);
    }
    target.ifPresent(name -> requireKnown("--target", name, header, source));
    List<String> kept = new ArrayList<>(columns.isEmpty() ? header : columns);
    kept.removeAll(drop);
    target.ifPresent(kept::remove);
    if (kept.isEmpty()) {
      throw new IllegalArgumentException(
          source + ": no column is left; --drop and --target leave out all " + header.size());
    }
    return kept.stream().mapToInt(header::indexOf).toArray();
  }

  /** Returns the position of the target, or -1. */
  int targetPosition(List<String> header) {
    return target.map(header::indexOf).orElse(-1);
  }

  private static void requireKnown(String option, String name, List<String> header, String source) {
    if (!header.contains(name)) {
      throw new IllegalArgumentException(
          source
              + " has no column '"
              + name
              + "' ("
              + option
              + ")"
              + NearestName.find(name, header)
                  .map(near -> "; did you mean '" + near + "'? Columns: ")
                  .orElse("; columns: ")
              + listed(header));
    }
  }

  /** The names, shortened where they are many. */
  static String listed(List<String> header) {
    int shown = Math.min(header.size(), 30);
    String list = String.join(", ", header.subList(0, shown));
    return shown == header.size() ? list : list + ", and " + (header.size() - shown) + " more";
  }
}
