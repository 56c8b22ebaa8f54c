package org.mollify.server.config;

/** Whole numbers with a least and a most. */
final class Range {
  private Range() {}

  /** One line that says what is wrong with a value, empty when nothing is. */
  static String problem(String name, long value, long least, long most) {
    return value < least || value > most
        ? name + " is " + value + "; expected " + least + " to " + most
        : "";
  }
}
