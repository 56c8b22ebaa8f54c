package org.mollify.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where named data sets are. */
final class DataFolder {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder of the named data sets (default: $MOLLIFY_DATA).")
  private Path dataDir;

  Optional<Path> path() {
    return Optional.ofNullable(dataDir);
  }
}
