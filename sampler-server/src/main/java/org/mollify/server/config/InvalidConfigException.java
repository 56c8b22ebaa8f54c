package org.mollify.server.config;

import java.io.IOException;
import java.util.List;

/** A configuration that a server cannot start with. */
public class InvalidConfigException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * A configuration that cannot be used.
   *
   * @param source where it came from
   * @param problems what is wrong, one line each
   */
  public InvalidConfigException(String source, List<String> problems) {
    super(source + ": " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, one line each. */
  public List<String> problems() {
    return problems == null ? List.of() : problems;
  }
}
