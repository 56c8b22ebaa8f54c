package org.mollify.trainer.data;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds real data sets, and skips a test where they are not. */
final class RealData {
  private RealData() {}

  static Path folder() {
    String folder = System.getenv("MOLLIFY_DATA");
    Assumptions.assumeTrue(
        folder != null && !folder.isBlank(), "MOLLIFY_DATA is not set: no real data to read");
    return Path.of(folder);
  }

  static Path file(String name) {
    Path file = folder().resolve(name);
    Assumptions.assumeTrue(Files.isRegularFile(file), "there is no " + file);
    return file;
  }
}
