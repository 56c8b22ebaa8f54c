package org.mollify.cli;

/** Whether a person watches. */
final class Terminal {

  /** Set by the launcher, which can ask the system about one stream; Java cannot. */
  private static final String PROPERTY = "mollify.terminal";

  private Terminal() {}

  /** Whether standard error is a terminal; unknown counts as no. */
  static boolean isStandardError() {
    return Boolean.getBoolean(PROPERTY);
  }
}
