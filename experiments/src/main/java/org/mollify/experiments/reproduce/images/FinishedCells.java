package org.mollify.experiments.reproduce.images;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;

/** The cells of a folder that are finished: a JSON file each in {@code cells/}. */
final class FinishedCells {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  /**
   * The finished cells of a folder.
   *
   * @param out folder of a table
   */
  FinishedCells(Path out) {
    this.folder = out.resolve("cells");
  }

  /** Where a cell is written when it is finished. */
  Path file(ImageCell cell) {
    return folder.resolve(cell.id() + ".json");
  }

  /** What a cell came to, if it is finished. */
  Optional<ImageScore> find(ImageCell cell) throws IOException {
    Path file = file(cell);
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  /** Those of a table, of all seeds that there are, in the table's order. */
  List<ImageScore> of(TableDefinition definition) throws IOException {
    int seeds = 0;
    for (ImageScore score : all()) {
      seeds = Math.max(seeds, score.cell().seed());
    }
    List<ImageScore> finished = new ArrayList<>();
    for (ImageCell cell : definition.cells(seeds)) {
      find(cell).ifPresent(finished::add);
    }
    return finished;
  }

  /**
   * Checks that cells to come can stand in one table with all that are there.
   *
   * @param quick whether they are of the small protocol
   * @param references what their samples are compared with
   * @param samples how many samples
   * @throws IllegalArgumentException naming a cell that does not compare, and why
   */
  void requireComparable(boolean quick, References references, int samples) throws IOException {
    for (ImageScore score : all()) {
      List<String> differences = new ArrayList<>();
      note(differences, "size", size(score.quick()), size(quick));
      note(differences, "features", score.features(), references.name());
      note(differences, "samples", score.samples(), samples);
      ReferenceFeatures own = references.of(score.cell());
      if (own != null) {
        note(differences, "training images", score.trainingImages(), own.trainingImages());
      }
      refuse(score, differences);
    }
  }

  /** Checks that a finished cell had the settings that it would have now. */
  void requireSame(ImageScore score, TrainingConfig config) {
    refuse(score, ConfigLayers.differences(ConfigLayers.read(score.settings()), config));
  }

  private void refuse(ImageScore score, List<String> differences) {
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "%s was run with other settings (%s); choose another --out, or remove that file to run the cell again"
              .formatted(file(score.cell()), String.join("; ", differences)));
    }
  }

  private static void note(List<String> differences, String what, Object there, Object now) {
    if (!there.equals(now)) {
      differences.add("%s: %s -> %s".formatted(what, there, now));
    }
  }

  private static String size(boolean quick) {
    return quick ? "quick" : "the paper's";
  }

  private List<ImageScore> all() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    List<ImageScore> all = new ArrayList<>();
    for (Path file : files) {
      all.add(read(file));
    }
    return all;
  }

  private static ImageScore read(Path file) throws IOException {
    try {
      return JSON.readValue(file.toFile(), ImageScore.class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s is not a finished cell (%s); remove it and the cell runs again"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }
}
