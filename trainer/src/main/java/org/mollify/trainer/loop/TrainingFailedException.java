package org.mollify.trainer.loop;

/** Training cannot go on; the message is one line that says why and what to do. */
public final class TrainingFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TrainingFailedException(String message) {
    super(message);
  }
}
