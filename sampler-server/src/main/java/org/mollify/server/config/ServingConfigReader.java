package org.mollify.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mollify.server.NearestName;

/** Reads the object {@code serving} of a configuration: each key is optional. */
final class ServingConfigReader {
  private static final List<String> KEYS = names(ServingConfig.class);
  private static final List<String> LIMITS = names(ModelLimits.class);

  private final Path folder;
  private final List<String> problems;

  /**
   * A reader.
   *
   * @param folder folder that paths are relative to
   * @param problems receives what is wrong, one line each
   */
  ServingConfigReader(Path folder, List<String> problems) {
    this.folder = folder;
    this.problems = problems;
  }

  /**
   * Reads the settings.
   *
   * @param node the object, or a missing node for the defaults
   * @param ofServer limits that a model has where its own do not say otherwise
   */
  ServingConfig read(JsonNode node, ModelLimits ofServer) {
    ServingConfig base = ServingConfig.defaults();
    if (node.isMissingNode() || !isObject("serving", node)) {
      return base;
    }
    requireKnown("serving.", (ObjectNode) node, KEYS);
    JsonNode path = node.path("modelsFolder");
    if (!path.isMissingNode() && !path.isTextual()) {
      problems.add("serving.modelsFolder is " + path + "; expected a path");
    }
    int queueRows = number("serving.", node, "queueRows", base.queueRows());
    return new ServingConfig(
        path.isTextual() ? folder.resolve(path.textValue()) : null,
        number("serving.", node, "watchMillis", base.watchMillis()),
        number("serving.", node, "timeoutMillis", base.timeoutMillis()),
        number("serving.", node, "batchRows", base.batchRows()),
        number("serving.", node, "batchMillis", base.batchMillis()),
        queueRows,
        limits(
            node.path("limits"),
            new ModelLimits(
                ofServer.maxRows(), ofServer.maxSamples(), ofServer.queueSize(), queueRows)));
  }

  private Map<String, ModelLimits> limits(JsonNode node, ModelLimits base) {
    Map<String, ModelLimits> limits = new LinkedHashMap<>();
    if (node.isMissingNode() || !isObject("serving.limits", node)) {
      return limits;
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String where = "serving.limits." + entry.getKey() + ".";
      JsonNode own = entry.getValue();
      if (isObject("serving.limits." + entry.getKey(), own)) {
        requireKnown(where, (ObjectNode) own, LIMITS);
        limits.put(
            entry.getKey(),
            new ModelLimits(
                number(where, own, "maxRows", base.maxRows()),
                number(where, own, "maxSamples", base.maxSamples()),
                number(where, own, "queueSize", base.queueSize()),
                number(where, own, "queueRows", base.queueRows())));
      }
    }
    return limits;
  }

  private boolean isObject(String name, JsonNode node) {
    if (!node.isObject()) {
      problems.add(name + " is " + node + "; expected an object");
    }
    return node.isObject();
  }

  private void requireKnown(String where, ObjectNode node, List<String> known) {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                problems.add(
                    "unknown key \""
                        + where
                        + key
                        + "\""
                        + NearestName.suggestion(key, known)
                        + "; known keys: "
                        + String.join(", ", known));
              }
            });
  }

  private int number(String where, JsonNode node, String key, int fallback) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isInt()) {
      return value.isInt() ? value.intValue() : fallback;
    }
    problems.add(where + key + " is " + value + "; expected a whole number");
    return fallback;
  }

  private static List<String> names(Class<? extends Record> type) {
    return Stream.of(type.getRecordComponents()).map(c -> c.getName()).toList();
  }
}
