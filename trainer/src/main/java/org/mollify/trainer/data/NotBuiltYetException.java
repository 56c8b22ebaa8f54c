package org.mollify.trainer.data;

/**
 * A name is known, and nothing stands behind it yet. The command line answers it with exit code 2.
 */
public final class NotBuiltYetException extends UnsupportedOperationException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with the one line that the user reads. */
  public NotBuiltYetException(String message) {
    super(message);
  }
}
