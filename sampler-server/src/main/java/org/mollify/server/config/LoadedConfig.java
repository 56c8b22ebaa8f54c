package org.mollify.server.config;

import java.util.List;
import java.util.Map;

/**
 * A configuration put together from its sources.
 *
 * @param config the values; a value that could not be read has its default here
 * @param origins where the values that are not defaults come from, by key
 * @param problems what is wrong, one line each
 */
public record LoadedConfig(
    ServerConfig config, Map<String, String> origins, List<String> problems) {

  /** Copies the collections. */
  public LoadedConfig {
    origins = Map.copyOf(origins);
    problems = List.copyOf(problems);
  }

  /**
   * The configuration, if nothing is wrong with it.
   *
   * @throws InvalidConfigException when something is; it lists all problems
   */
  public ServerConfig orThrow() throws InvalidConfigException {
    if (!problems.isEmpty()) {
      throw new InvalidConfigException("the configuration cannot be used", problems);
    }
    return config;
  }
}
