package org.mollify.server.batch;

/** Too much work is unanswered already. */
public class QueueFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  QueueFullException(String message) {
    super(message, null, false, false);
  }
}
