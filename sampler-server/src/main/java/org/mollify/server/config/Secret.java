package org.mollify.server.config;

/**
 * A text that is never printed.
 *
 * @param value the text
 */
public record Secret(String value) {
  /** Stands for the text wherever it would be printed. */
  public static final String MASK = "***";

  @Override
  public String toString() {
    return MASK;
  }
}
