package org.mollify.server.model;

import java.nio.file.Path;

/**
 * A bundle that a model may be served from.
 *
 * @param version its version
 * @param folder the bundle
 * @param signature names, sizes and times of its files: a bundle that changed has another; null for
 *     one that cannot be read
 */
record Candidate(String version, Path folder, String signature) {

  /** A version whose folder is there, but cannot be read now. */
  static Candidate unreadable(String version, Path folder) {
    return new Candidate(version, folder, null);
  }

  boolean isReadable() {
    return signature != null;
  }
}
