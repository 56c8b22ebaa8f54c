package org.mollify.exporter.trace;

/** An operation that no graph can hold; the message names it and says what to do instead. */
public final class UntraceableException extends UnsupportedOperationException {
  private static final long serialVersionUID = 1L;

  /** With a message of one line. */
  public UntraceableException(String message) {
    super(message);
  }

  /** With a message of one line and its cause. */
  public UntraceableException(String message, Throwable cause) {
    super(message, cause);
  }
}
