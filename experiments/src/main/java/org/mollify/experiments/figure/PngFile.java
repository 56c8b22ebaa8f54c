package org.mollify.experiments.figure;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;

/** Writes an image as a PNG file: whole, or not at all. */
final class PngFile {

  private PngFile() {}

  /**
   * Writes to a temporary file beside the target, then moves it into place. Missing folders are
   * made.
   *
   * @throws IllegalArgumentException if the name does not end in {@code .png}
   * @throws IOException if the file cannot be written; what stood there before is untouched
   */
  static void write(BufferedImage image, Path target) throws IOException {
    Path absolute = target.toAbsolutePath();
    if (!absolute.getFileName().toString().endsWith(".png")) {
      throw new IllegalArgumentException("a figure's file name must end in .png, got " + target);
    }
    Path folder = Files.createDirectories(absolute.getParent());
    // Not Files.createTempFile: its files can be read by their owner alone, and so could the
    // figure.
    String unique = "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".partial";
    Path temporary = folder.resolve(unique);
    try {
      if (!ImageIO.write(image, "png", temporary.toFile())) {
        throw new IOException("this Java has no PNG writer; cannot write " + target);
      }
      Files.move(
          temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
