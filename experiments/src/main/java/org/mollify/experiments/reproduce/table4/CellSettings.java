package org.mollify.experiments.reproduce.table4;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.DataProvenance;

/**
 * What a cell's numbers are a function of: its configuration and its data files. How often
 * checkpoints are written is left out, since it changes nothing.
 */
final class CellSettings {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String FILES = "files";

  private CellSettings() {}

  static JsonNode of(TrainingConfig config, Optional<DataProvenance> data) {
    ObjectNode settings = ConfigLayers.toJson(config);
    settings.remove("checkpointSeconds");
    ObjectNode files = settings.putObject(FILES);
    data.ifPresent(known -> known.files().forEach(file -> files.put(file.name(), file.sha256())));
    // Written and read once, so that numbers have the types that a stored file gives them.
    try {
      return JSON.readTree(JSON.writeValueAsBytes(settings));
    } catch (IOException e) {
      throw new IllegalStateException("settings that were JSON are not JSON any more", e);
    }
  }

  /**
   * Lists what differs. A setting that the stored cell does not know is not a difference: a later
   * release keeps by its defaults what was before.
   */
  static List<String> differences(JsonNode stored, JsonNode now) {
    List<String> differences = new ArrayList<>();
    stored
        .properties()
        .forEach(
            entry -> {
              JsonNode other = now.path(entry.getKey());
              // Files of data that is not at hand cannot be compared.
              if (!entry.getKey().equals(FILES) || !other.isEmpty()) {
                compare(entry.getKey(), entry.getValue(), other, differences);
              }
            });
    return differences;
  }

  private static void compare(String name, JsonNode stored, JsonNode now, List<String> found) {
    if (stored.isObject() && now.isObject()) {
      stored
          .properties()
          .forEach(
              entry ->
                  compare(
                      name + "." + entry.getKey(),
                      entry.getValue(),
                      now.path(entry.getKey()),
                      found));
    } else if (!same(stored, now)) {
      found.add("%s: %s -> %s".formatted(name, stored, now.isMissingNode() ? "gone" : now));
    }
  }

  /** Where a setting is absent, it is null. */
  private static boolean same(JsonNode stored, JsonNode now) {
    return stored.isNumber() && now.isNumber()
        ? stored.doubleValue() == now.doubleValue()
        : stored.equals(now) || stored.isNull() && now.isMissingNode();
  }
}
