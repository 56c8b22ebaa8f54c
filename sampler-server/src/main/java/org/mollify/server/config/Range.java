package org.mollify.server.config;

import java.time.Duration;
import java.util.List;

/** Checks that values lie in a range, and adds a line to a list of problems when not. */
final class Range {
  private final List<String> problems;
  private final String section;

  /**
   * Checks of one section.
   *
   * @param problems where lines go
   * @param section what precedes the names of keys, such as {@code limits.}
   */
  Range(List<String> problems, String section) {
    this.problems = problems;
    this.section = section;
  }

  void check(String key, long value, long least, long most) {
    if (value < least || value > most) {
      add(key, value, least, most);
    }
  }

  void check(String key, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      add(key, value, least, most);
    }
  }

  void check(String key, ByteSize value, ByteSize least, ByteSize most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      add(key, value, least, most);
    }
  }

  void check(String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      add(key, DurationText.format(value), DurationText.format(least), DurationText.format(most));
    }
  }

  private void add(String key, Object value, Object least, Object most) {
    problems.add(section + key + " is " + value + "; expected " + least + " to " + most);
  }
}
