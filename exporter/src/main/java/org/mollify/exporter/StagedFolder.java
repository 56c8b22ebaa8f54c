package org.mollify.exporter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.mollify.runtime.bundle.BundleManifest;

/**
 * A temporary folder beside a target, which takes the target's place when it is complete and
 * vanishes when it is not.
 */
final class StagedFolder implements AutoCloseable {

  private final Path target;
  private final Path staged;

  private StagedFolder(Path target, Path staged) {
    this.target = target;
    this.staged = staged;
  }

  /**
   * Creates a temporary folder beside a target.
   *
   * @param target where the content will go
   * @return the temporary folder
   * @throws IOException if the target is something other than an older bundle, or nothing can be
   *     created beside it
   */
  static StagedFolder beside(Path target) throws IOException {
    Path absolute = target.toAbsolutePath().normalize();
    if (Files.exists(absolute) && !isReplaceable(absolute)) {
      throw new IOException(
          "%s exists and is not a bundle; --out expects a new folder or an older bundle"
              .formatted(target));
    }
    Files.createDirectories(absolute.getParent());
    Path staged = hiddenSibling(absolute, "part");
    delete(staged);
    return new StagedFolder(absolute, Files.createDirectory(staged));
  }

  /** A name beside a folder that no other process uses. */
  private static Path hiddenSibling(Path folder, String purpose) {
    return folder.resolveSibling(
        ".%s.%s-%d".formatted(folder.getFileName(), purpose, ProcessHandle.current().pid()));
  }

  private static boolean isReplaceable(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    if (Files.exists(folder.resolve(BundleManifest.FILE_NAME))) {
      return true;
    }
    try (Stream<Path> content = Files.list(folder)) {
      return content.findAny().isEmpty();
    }
  }

  Path path() {
    return staged;
  }

  /** Replaces the target. An older bundle is set aside first and removed last. */
  void moveIntoPlace() throws IOException {
    if (!Files.exists(target)) {
      Files.move(staged, target);
      return;
    }
    Path older = hiddenSibling(target, "old");
    Files.move(target, older);
    try {
      Files.move(staged, target);
    } catch (IOException e) {
      Files.move(older, target);
      throw e;
    }
    delete(older);
  }

  @Override
  public void close() throws IOException {
    delete(staged);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
