package org.mollify.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** One small model of a mixture of two Gaussians, trained and exported once a JVM. */
final class TinyModel {

  static final String TRAIN =
      "train --model realnvp --data gmm --set hidden=8 --iterations 30 --batch-size 64 --out";

  private static Path home;

  private TinyModel() {}

  static Path run() throws IOException {
    return home().resolve("run");
  }

  static Path bundle() throws IOException {
    return home().resolve("bundle");
  }

  private static synchronized Path home() throws IOException {
    if (home == null) {
      Path folder = Files.createTempDirectory(Path.of("target"), "tiny-model").toAbsolutePath();
      Console.line(TRAIN, folder.resolve("run")).expectDone();
      Console.run("export", folder.resolve("run"), "--out", folder.resolve("bundle")).expectDone();
      home = folder;
    }
    return home;
  }

  /** Copies a folder, to be broken. */
  static Path copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
    return to;
  }
}
