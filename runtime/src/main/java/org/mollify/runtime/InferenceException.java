package org.mollify.runtime;

/** ONNX Runtime failed while running a graph; the message names the file and the failure. */
public class InferenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A run that failed.
   *
   * @param message the file and the failure
   * @param cause the failure as ONNX Runtime reports it
   */
  public InferenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
