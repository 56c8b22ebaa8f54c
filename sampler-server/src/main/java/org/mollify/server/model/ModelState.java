package org.mollify.server.model;

import java.util.Locale;

/** Whether a model can be asked. */
public enum ModelState {
  /** It is served. */
  READY,
  /** Its first version is being opened. */
  LOADING,
  /** No version of it could be opened. */
  FAILED,
  /** It was unloaded, and stays so until it is loaded again. */
  UNLOADED;

  /** The state as answers spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
