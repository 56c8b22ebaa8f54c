package org.mollify.experiments.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.mollify.runtime.io.PngImage;
import org.mollify.trainer.data.NpyReader;

/** Reads images to be scored: one PNG, a folder of them by name, or an array of any number. */
final class ImageRows {

  private ImageRows() {}

  /**
   * Reads images.
   *
   * @param path a .png or .npy file, or a folder of .png files
   * @param shape what the model takes, {@code [C, H, W]}
   * @return grey levels, one row an image; those of a folder in the order of their names
   * @throws IOException naming the first file that is not what the model takes
   * @throws IllegalArgumentException if the format is not known
   */
  static double[][] read(Path path, List<Long> shape) throws IOException {
    if (Files.isDirectory(path)) {
      List<double[]> images = new ArrayList<>();
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : files.filter(ImageRows::isPng).sorted().toList()) {
          images.add(png(file, shape));
        }
      }
      if (images.isEmpty()) {
        throw new IOException("%s holds no .png file".formatted(path));
      }
      return images.toArray(double[][]::new);
    }
    if (isPng(path)) {
      return new double[][] {png(path, shape)};
    }
    if (path.toString().toLowerCase(Locale.ROOT).endsWith(".npy")) {
      return NpyReader.readItems(path, shape);
    }
    throw new IllegalArgumentException(
        "--in expects a .png or .npy file or a folder of .png files; got %s".formatted(path));
  }

  private static boolean isPng(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".png");
  }

  private static double[] png(Path file, List<Long> shape) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no file %s".formatted(file));
    }
    try {
      return PngImage.read(Files.readAllBytes(file), shape);
    } catch (IllegalArgumentException | IOException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
