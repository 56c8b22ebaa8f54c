package org.mollify.runtime.bundle;

import java.io.IOException;

/** A bundle that cannot be used; the message is one line that says why and what to do. */
public class BundleException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * A bundle that cannot be used.
   *
   * @param message what is wrong and what to do
   */
  public BundleException(String message) {
    super(message);
  }

  /**
   * A bundle that cannot be used.
   *
   * @param message what is wrong and what to do
   * @param cause what led to it
   */
  public BundleException(String message, Throwable cause) {
    super(message, cause);
  }
}
