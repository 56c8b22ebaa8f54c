package org.mollify.runtime.bundle;

import java.nio.file.Path;

/** What a manifest must fulfil: the first requirement that it does not is told with its file. */
final class Requirements {
  private final Path file;

  Requirements(Path file) {
    this.file = file;
  }

  /**
   * Fails unless a condition holds.
   *
   * @param message what is wrong otherwise, a format for the values
   */
  void require(boolean condition, String message, Object... values) throws BundleException {
    if (!condition) {
      throw new BundleException(file + ": " + String.format(message, values));
    }
  }

  /** A text of the manifest as messages show it. */
  static String quoted(String value) {
    return value == null ? "missing" : '"' + value + '"';
  }
}
