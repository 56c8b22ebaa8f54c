package org.mollify.experiments.reproduce.table4;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mollify.experiments.cell.RowScores;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.trainer.loop.EpochReport;

/** The finished cells in {@code cells/}: a JSON file and a CSV file with the curves each. */
final class CellStore {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final Comparator<CellResult> TABLE_ORDER =
      Comparator.comparingInt((CellResult cell) -> CellKey.DATA.indexOf(cell.data()))
          .thenComparingInt(cell -> CellKey.MODELS.indexOf(cell.model()))
          .thenComparingInt(cell -> CellKey.MOLLIFIERS.indexOf(cell.mollifier()))
          .thenComparingInt(CellResult::seed);

  private final Path folder;

  CellStore(Path out) {
    this.folder = out.resolve("cells");
  }

  /** Whether a cell is finished. */
  boolean holds(CellKey cell) {
    return Files.exists(folder.resolve(cell.id() + ".json"));
  }

  /** Reads every finished cell, in the order of the table. */
  List<CellResult> readAll() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<CellResult> cells = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        cells.add(read(file));
      }
    }
    cells.sort(TABLE_ORDER);
    return cells;
  }

  private static CellResult read(Path file) throws IOException {
    try {
      return JSON.readValue(file.toFile(), CellResult.class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s is not a finished cell (%s); remove it and the cell runs again"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }

  /**
   * Refuses a folder whose cells were run otherwise.
   *
   * @param now today's settings of a cell
   * @throws IllegalArgumentException naming a cell, what differs and what to do
   */
  void requireSame(List<CellResult> cells, Settings now) {
    for (CellResult cell : cells) {
      List<String> differences = CellSettings.differences(cell.settings(), now.of(cell.key()));
      if (!differences.isEmpty()) {
        throw new IllegalArgumentException(
            ("%s was run with other settings (%s); choose another --out, or remove that file to run"
                    + " the cell again")
                .formatted(
                    folder.resolve(cell.key().id() + ".json"), String.join("; ", differences)));
      }
    }
  }

  /** Gives the settings with which a cell would be run now. */
  @FunctionalInterface
  interface Settings {
    JsonNode of(CellKey cell);
  }

  /** Keeps a finished cell; the JSON file, which says that it is finished, comes last. */
  void write(CellResult cell, List<EpochReport> epochs, List<RowScores> test) throws IOException {
    String csv = curves(epochs, test);
    AtomicFile.write(
        folder.resolve(cell.key().id() + ".csv"),
        out -> out.write(csv.getBytes(StandardCharsets.UTF_8)));
    byte[] json = JSON.writeValueAsBytes(cell);
    AtomicFile.write(folder.resolve(cell.key().id() + ".json"), out -> out.write(json));
  }

  private static String curves(List<EpochReport> epochs, List<RowScores> test) {
    Map<Integer, RowScores> points = new TreeMap<>();
    test.forEach(point -> points.put(point.epoch(), point));
    StringBuilder csv = new StringBuilder(CurveTable.HEADER).append('\n');
    for (EpochReport epoch : epochs) {
      RowScores point = points.get(epoch.epoch());
      List<Object> fields = new ArrayList<>();
      fields.add(epoch.epoch());
      fields.add(epoch.step());
      fields.add(epoch.loss());
      fields.add(epoch.validation());
      fields.add(point == null ? null : CellResult.finite(point.mean()));
      fields.add(point == null ? null : CellResult.finite(point.median()));
      fields.add(point == null ? null : CellResult.finite(point.worst()));
      csv.append(
              fields.stream()
                  .map(field -> field == null ? "" : field.toString())
                  .collect(Collectors.joining(",")))
          .append('\n');
    }
    return csv.toString();
  }

  /** Reads the curves of a finished cell. */
  CurveTable curves(CellKey cell) throws IOException {
    return CurveTable.read(folder.resolve(cell.id() + ".csv"));
  }
}
