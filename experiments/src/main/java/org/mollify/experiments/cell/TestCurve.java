package org.mollify.experiments.cell;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mollify.models.density.DensityModel;
import org.mollify.trainer.data.RowBlock;
import org.mollify.trainer.loop.EpochProbe;
import org.mollify.trainer.loop.EpochReport;

/**
 * {@code test.jsonl}: the scores of the test rows along the training, a line an epoch. An epoch
 * that a resumed run trains again is appended again; the later line counts.
 */
public final class TestCurve implements EpochProbe {

  private static final String FILE_NAME = "test.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final RowBlock test;
  private final int every;

  /**
   * A curve to be written.
   *
   * @param run run folder
   * @param test test rows in raw units
   * @param every number of epochs from one point to the next
   */
  TestCurve(Path run, RowBlock test, int every) {
    this.file = run.resolve(FILE_NAME);
    this.test = test;
    this.every = every;
  }

  @Override
  public void measure(EpochReport report, DensityModel model, NDManager parent) throws IOException {
    if (report.epoch() % every != 0 && report.epoch() != 1) {
      return;
    }
    // The line break comes first: the line before may have been cut short by a kill.
    String line = "\n" + JSON.writeValueAsString(RowScores.of(report.epoch(), model, parent, test));
    Files.writeString(
        file, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Reads the curve of a run.
   *
   * @param run run folder
   * @return its points by epoch, ascending
   * @throws IOException if it cannot be read
   */
  public static List<RowScores> read(Path run) throws IOException {
    Path file = run.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return List.of();
    }
    Map<Integer, RowScores> points = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      try {
        if (!line.isBlank()) {
          RowScores point = JSON.readValue(line, RowScores.class);
          points.put(point.epoch(), point);
        }
      } catch (JsonProcessingException e) {
        // Cut short by a kill; its epoch was trained and written again.
        continue;
      }
    }
    return List.copyOf(points.values());
  }
}
