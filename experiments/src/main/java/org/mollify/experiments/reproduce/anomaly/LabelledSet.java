package org.mollify.experiments.reproduce.anomaly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A set of ADBench (Han et al. 2022) with labels: arrays {@code X} and {@code y}, 1 an anomaly. */
enum LabelledSet {
  PENDIGITS("28_pendigits.npz"),
  SATELLITE("30_satellite.npz"),
  SHUTTLE("32_shuttle.npz"),
  THYROID("38_thyroid.npz"),
  BREASTW("4_breastw.npz"),
  CARDIO("6_cardio.npz");

  private static final String FOLDER = "anomaly";

  private final String file;

  LabelledSet(String file) {
    this.file = file;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds the file of this set.
   *
   * @param dataDir folder of the named sets, or nothing for the environment's
   * @throws IOException with where to get it and where to put it, if it is not there
   */
  Path locate(Optional<Path> dataDir) throws IOException {
    String variable = System.getenv("MOLLIFY_DATA");
    if (dataDir.isEmpty() && (variable == null || variable.isBlank())) {
      throw new IOException("the anomaly sets need a data folder: give --data-dir or MOLLIFY_DATA");
    }
    Path path = dataDir.orElseGet(() -> Path.of(variable)).resolve(FOLDER).resolve(file);
    if (!Files.isRegularFile(path)) {
      throw new IOException(
          "%s is missing: take %s from ADBench (github.com/Minqi824/ADBench, datasets/Classical) and put it there"
              .formatted(path, file));
    }
    return path;
  }
}
