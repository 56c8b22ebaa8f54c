package org.mollify.experiments.cell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mollify.experiments.cell.TrainingCell.Watch;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;

/**
 * {@code cell.json} of a run folder: what a child process is to do there.
 *
 * @param config the configuration
 * @param dataDir where named data sets are, or nothing for the environment's
 * @param testEvery number of epochs from one scoring of the test rows to the next; 0 for none
 * @param watch what to measure of samples of images, or nothing
 */
public record CellRequest(
    TrainingConfig config, Optional<Path> dataDir, int testEvery, Optional<Watch> watch) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE_NAME = "cell.json";
  private static final String CONFIG = "config";
  private static final String DATA_DIR = "dataDir";
  private static final String TEST_EVERY = "testEvery";
  private static final String WATCH = "watch";

  /**
   * Writes the request.
   *
   * @param run an existing folder
   * @throws IOException if it cannot be written
   */
  public void write(Path run) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.set(CONFIG, ConfigLayers.toJson(config));
    json.put(DATA_DIR, dataDir.map(Path::toString).orElse(null));
    json.put(TEST_EVERY, testEvery);
    json.set(WATCH, JSON.valueToTree(watch.orElse(null)));
    byte[] bytes = JSON.writeValueAsBytes(json);
    AtomicFile.write(run.resolve(FILE_NAME), out -> out.write(bytes));
  }

  static CellRequest read(Path run) throws IOException {
    JsonNode json = JSON.readTree(run.resolve(FILE_NAME).toFile());
    Optional<Path> dataDir =
        json.hasNonNull(DATA_DIR)
            ? Optional.of(Path.of(json.get(DATA_DIR).asText()))
            : Optional.empty();
    Optional<Watch> watch = Optional.ofNullable(JSON.treeToValue(json.get(WATCH), Watch.class));
    return new CellRequest(
        ConfigLayers.read(json.get(CONFIG)), dataDir, json.path(TEST_EVERY).asInt(), watch);
  }
}
