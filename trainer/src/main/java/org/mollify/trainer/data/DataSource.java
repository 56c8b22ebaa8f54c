package org.mollify.trainer.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.mollify.models.NearestName;

/** What the data argument of the command line names. */
public sealed interface DataSource {
  /** What a folder of images is announced by. */
  String IMAGES = "images:";

  /** A set with a name. */
  record BuiltIn(BuiltInSet set) implements DataSource {}

  /** A file of the user's. */
  record TableFile(Format format, Path path) implements DataSource {}

  /** A folder of images. */
  record ImageFolder(Path path) implements DataSource {}

  /** Whether the data are images. */
  default boolean isImages() {
    return this instanceof ImageFolder || this instanceof BuiltIn named && named.set().isImages();
  }

  /** The file formats that hold tables. */
  enum Format {
    /** Delimited text, {@link CsvTableReader}. */
    CSV,
    /** One NumPy array, {@link NpyReader}. */
    NPY,
    /** A NumPy archive, {@link NpzReader}. */
    NPZ;

    String prefix() {
      return name().toLowerCase(Locale.ROOT) + ":";
    }
  }

  /**
   * Reads the argument.
   *
   * @param spec a built-in name, or {@code csv:PATH}, {@code npy:PATH}, {@code npz:PATH}, {@code
   *     images:FOLDER}
   * @throws IllegalArgumentException with one line if it names nothing
   */
  static DataSource parse(String spec) {
    for (Format format : Format.values()) {
      if (spec.startsWith(format.prefix())) {
        return new TableFile(format, path(spec, spec.substring(format.prefix().length())));
      }
    }
    if (spec.startsWith(IMAGES)) {
      return new ImageFolder(path(spec, spec.substring(IMAGES.length())));
    }
    BuiltInSet set = BuiltInSet.named(spec).orElseThrow(() -> unknown(spec));
    return new BuiltIn(set);
  }

  private static Path path(String spec, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("'" + spec + "' names no file; write " + spec + "PATH");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is not a path: " + e.getReason(), e);
    }
  }

  private static IllegalArgumentException unknown(String spec) {
    String lower = spec.toLowerCase(Locale.ROOT);
    for (Format format : Format.values()) {
      if (lower.endsWith("." + format.name().toLowerCase(Locale.ROOT)) || isFile(spec)) {
        return new IllegalArgumentException(
            "'" + spec + "' looks like a file; write " + format.prefix() + spec);
      }
    }
    List<String> known = BuiltInSet.ids();
    return new IllegalArgumentException(
        "unknown data '"
            + spec
            + "'"
            + NearestName.hint(spec, known)
            + "; expected one of "
            + String.join(", ", known)
            + ", or csv:PATH, npy:PATH, npz:PATH, images:FOLDER");
  }

  private static boolean isFile(String spec) {
    try {
      return Files.isRegularFile(Path.of(spec));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
