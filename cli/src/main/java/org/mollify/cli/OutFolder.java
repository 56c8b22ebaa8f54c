package org.mollify.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Checks a folder that a command is to write, before it spends any time. */
final class OutFolder {

  private OutFolder() {}

  /**
   * Checks that the folder, or the nearest one above it that exists, can take files.
   *
   * @throws IllegalArgumentException naming what stands in the way
   */
  static void require(Path folder) {
    Path nearest = folder.toAbsolutePath().normalize();
    while (!Files.exists(nearest)) {
      nearest = nearest.getParent();
    }
    if (!Files.isDirectory(nearest)) {
      throw new IllegalArgumentException(
          "%s is a file; --out expects a folder, there already or to be made".formatted(nearest));
    }
    if (!Files.isWritable(nearest)) {
      throw new IllegalArgumentException(
          "no permission to write in %s, which --out names".formatted(nearest));
    }
  }
}
