package org.mollify.trainer.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.trainer.loop.EpochReport;

/**
 * {@code metrics.jsonl}: one JSON object a finished epoch, appended as it happens.
 *
 * <p>A run killed between log and checkpoint, or in the middle of a line, leaves epochs that will
 * be trained again; opening the log drops whatever is beyond the epoch that training resumes from.
 */
public final class MetricsLog implements AutoCloseable {

  /** Name of the file in the run folder. */
  public static final String FILE_NAME = "metrics.jsonl";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final BufferedWriter writer;
  private final List<EpochReport> reports;

  private MetricsLog(BufferedWriter writer, List<EpochReport> reports) {
    this.writer = writer;
    this.reports = reports;
  }

  /**
   * Opens the log of a run.
   *
   * @param folder run folder
   * @param finishedEpochs number of epochs that the run's last checkpoint holds
   * @return the log, holding those epochs and no later ones
   * @throws IOException if it cannot be read or written
   */
  public static MetricsLog open(Path folder, int finishedEpochs) throws IOException {
    Path path = folder.resolve(FILE_NAME);
    List<EpochReport> kept =
        read(folder).stream().filter(report -> report.epoch() <= finishedEpochs).toList();
    AtomicFile.write(
        path,
        out -> {
          for (EpochReport report : kept) {
            out.write((JSON.writeValueAsString(report) + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
    BufferedWriter writer =
        Files.newBufferedWriter(path, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    return new MetricsLog(writer, new ArrayList<>(kept));
  }

  /**
   * Reads the log of a run.
   *
   * @param folder run folder
   * @return its epochs; a last line that a killed run cut short is left out
   * @throws IOException if it cannot be read, or a line before the last is not an epoch
   */
  public static List<EpochReport> read(Path folder) throws IOException {
    Path path = folder.resolve(FILE_NAME);
    if (!Files.exists(path)) {
      return List.of();
    }
    List<String> lines = Files.readAllLines(path);
    List<EpochReport> reports = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        reports.add(JSON.readValue(lines.get(i), EpochReport.class));
      } catch (JsonProcessingException e) {
        if (i < lines.size() - 1) {
          throw new IOException(
              "%s, line %d is not an epoch of a training run: %s"
                  .formatted(path, i + 1, e.getOriginalMessage()),
              e);
        }
      }
    }
    return reports;
  }

  /**
   * Appends an epoch.
   *
   * @param report the epoch
   * @throws IOException if it cannot be written
   */
  public void append(EpochReport report) throws IOException {
    writer.write(JSON.writeValueAsString(report));
    writer.newLine();
    writer.flush();
    reports.add(report);
  }

  /**
   * Returns all epochs so far.
   *
   * @return the epochs in order, those of earlier processes too
   */
  public List<EpochReport> reports() {
    return List.copyOf(reports);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
