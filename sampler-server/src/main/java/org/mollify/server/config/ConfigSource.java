package org.mollify.server.config;

import java.io.IOException;

/** Where a configuration can be had again when its file has changed. */
public interface ConfigSource {
  /**
   * The configuration as it is now.
   *
   * @throws IOException when it cannot be read or has problems
   */
  ServerConfig load() throws IOException;
}
