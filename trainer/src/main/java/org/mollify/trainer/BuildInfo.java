package org.mollify.trainer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build this is, as Maven wrote it into the jar.
 *
 * @param version version of Mollify
 * @param revision git revision, or {@code unknown} for a build outside a checkout
 */
public record BuildInfo(String version, String revision) {

  private static final String RESOURCE = "/org/mollify/trainer/build.properties";

  /**
   * Reads the description of this build.
   *
   * @return version and revision
   */
  public static BuildInfo load() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE, e);
    }
    return new BuildInfo(properties.getProperty("version"), properties.getProperty("revision"));
  }
}
