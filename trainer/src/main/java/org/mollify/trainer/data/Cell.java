package org.mollify.trainer.data;

import java.util.Locale;
import java.util.Set;

/** One cell of a text table: the number that it writes, or why it is none. */
final class Cell {
  private static final Set<String> MISSING =
      Set.of("", "na", "n/a", "nan", "-nan", "null", "none", "?", "-");

  private Cell() {}

  /** Returns whether a cell is a number, finite or not. */
  static boolean isNumber(String cell) {
    return !Double.isNaN(parse(cell));
  }

  /**
   * Returns the number in a cell, infinite if it is beyond a double; NaN if it is none. Java's own
   * extras (a trailing {@code f} or {@code d}, hexadecimal) are not numbers here.
   */
  static double parse(String cell) {
    String text = cell.strip();
    if (text.isEmpty()) {
      return Double.NaN;
    }
    char last = Character.toLowerCase(text.charAt(text.length() - 1));
    if (last == 'd' || last == 'f' && !text.toLowerCase(Locale.ROOT).endsWith("inf")) {
      return Double.NaN;
    }
    if (text.indexOf('x') >= 0 || text.indexOf('X') >= 0) {
      return Double.NaN;
    }
    switch (text.toLowerCase(Locale.ROOT)) {
      case "inf", "+inf", "infinity", "+infinity":
        return Double.POSITIVE_INFINITY;
      case "-inf", "-infinity":
        return Double.NEGATIVE_INFINITY;
      default:
        break;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Returns whether a number is written as a whole one: digits with at most a sign before them. */
  static boolean isWholeNumber(String cell) {
    String text = cell.strip();
    int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > start;
  }

  /** Returns whether a cell says that its value is missing. */
  static boolean isMissing(String cell) {
    return MISSING.contains(cell.strip().toLowerCase(Locale.ROOT));
  }

  /** Returns whether a cell that is no number may be a label. */
  static boolean isLabel(String cell) {
    String text = cell.strip();
    return text.indexOf('\n') < 0
        && text.indexOf('\r') < 0
        && !text.matches("[-+]?\\d+,\\d+")
        && !text.isEmpty();
  }

  /** Says why a cell cannot be modelled and what to do about it. */
  static String complaint(String cell) {
    String text = cell.strip();
    if (MISSING.contains(text.toLowerCase(Locale.ROOT))) {
      return "is missing"
          + (text.isEmpty() ? "" : " ('" + text + "')")
          + "; fill it in or remove the row";
    }
    if (Double.isInfinite(parse(text))) {
      return "is infinite ('" + text + "'); every value must be finite";
    }
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      return "runs over the end of its line; is a quote left open there?";
    }
    String shown = shortened(text);
    if (text.matches("[-+]?\\d+,\\d+")) {
      return "is '" + shown + "', written with a decimal comma; write a point";
    }
    return "is the text '"
        + shown
        + "', not a number; leave the column out with --drop, or read it as labels with --categorical";
  }

  /** A text as messages show it. */
  static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
