package org.mollify.trainer.data;

import java.io.IOException;

/** A data file is missing, damaged, or holds what cannot be trained on. */
public final class InvalidDataException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with the one line that the user reads. */
  public InvalidDataException(String message) {
    super(message);
  }

  /** Creates the exception with its line and the failure below it. */
  public InvalidDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
