package org.mollify.trainer.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.mollify.models.ModelFamily;
import org.mollify.models.ModelRegistry;
import org.mollify.models.NearestName;
import org.mollify.models.WrongValue;

/**
 * A configuration built from layers: the defaults of the paper's tabular protocol, then a preset,
 * then a file, then single settings, each over the one before.
 */
public final class ConfigLayers {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  /** Where a model's own options are kept. */
  private static final String OPTIONS = "options";

  private final ObjectNode settings;

  /** Starts with {@link Preset#TABULAR}, the paper's protocol for tables. */
  public ConfigLayers() {
    settings = JSON.createObjectNode();
    for (RecordComponent key : TrainingConfig.class.getRecordComponents()) {
      settings.putNull(key.getName());
    }
    settings.set(OPTIONS, JSON.createObjectNode());
    preset(Preset.TABULAR);
  }

  /**
   * Lays a preset over what is there.
   *
   * @param preset the preset
   * @return this
   */
  public ConfigLayers preset(Preset preset) {
    preset.settings().forEach(this::set);
    return this;
  }

  /**
   * Lays a JSON file over what is there; its keys are those of {@link TrainingConfig}.
   *
   * @param path the file
   * @return this
   * @throws IOException if it cannot be read or is not a JSON object
   * @throws IllegalArgumentException for an unknown key, naming the nearest
   */
  public ConfigLayers file(Path path) throws IOException {
    JsonNode node;
    try {
      node = JSON.readTree(Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      throw new IOException("configuration file %s does not exist".formatted(path), e);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "configuration file %s is not JSON (line %d, column %d): %s"
              .formatted(
                  path,
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()),
          e);
    }
    if (!node.isObject()) {
      throw new IOException(
          "configuration file %s expects a JSON object of settings; got %s"
              .formatted(path, node.getNodeType()));
    }
    node.properties().forEach(entry -> set(entry.getKey(), entry.getValue()));
    return this;
  }

  /**
   * Lays one setting over what is there.
   *
   * @param key a key of {@link TrainingConfig}, or {@code options.X} or just {@code X} for an
   *     option of the model
   * @param value a number, a string, a list, or JSON
   * @return this
   * @throws IllegalArgumentException for an unknown key, naming the nearest
   */
  public ConfigLayers set(String key, Object value) {
    JsonNode node = value instanceof JsonNode json ? json : JSON.valueToTree(value);
    if (key.equals(OPTIONS) && node.isObject()) {
      node.properties().forEach(entry -> option(entry.getKey(), entry.getValue()));
    } else if (settings.has(key) && !key.equals(OPTIONS)) {
      // Either of the two lengths of a run replaces the other.
      if (key.equals("epochs") && !node.isNull()) {
        settings.putNull("iterations");
      } else if (key.equals("iterations") && !node.isNull()) {
        settings.putNull("epochs");
      }
      settings.set(key, node);
    } else {
      option(key.startsWith(OPTIONS + ".") ? key.substring(OPTIONS.length() + 1) : key, node);
    }
    return this;
  }

  /**
   * Lays one setting given as text over what is there, as {@code --set key=value} does.
   *
   * @param assignment {@code key=value}; the value is read as JSON where it is JSON
   * @return this
   */
  public ConfigLayers assign(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("--set expects key=value; got %s".formatted(assignment));
    }
    String text = assignment.substring(equals + 1);
    JsonNode value;
    try {
      value = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      value = JSON.valueToTree(text);
    }
    return set(assignment.substring(0, equals), value.isMissingNode() ? text : value);
  }

  private void option(String name, JsonNode value) {
    ((ObjectNode) settings.get(OPTIONS)).set(name, value);
  }

  /**
   * Completes the model's options and checks everything.
   *
   * @return the configuration
   * @throws IllegalArgumentException naming the first setting that is unknown or out of range
   */
  public TrainingConfig build() {
    ObjectNode all = settings.deepCopy();
    if (all.get("model").isNull()) {
      throw new IllegalArgumentException(
          "a model is needed: give --model or --preset; models are "
              + String.join(", ", ModelRegistry.all().stream().map(ModelFamily::name).toList()));
    }
    ModelFamily<?> family = ModelRegistry.get(all.get("model").asText());
    all.set(OPTIONS, family.options(options(family)));
    if (all.get("dequantize").isNull()) {
      all.put("dequantize", family.items() == ModelFamily.Items.IMAGES);
    }
    return read(all);
  }

  private Map<String, JsonNode> options(ModelFamily<?> family) {
    TreeSet<String> known = new TreeSet<>();
    settings.fieldNames().forEachRemaining(known::add);
    family.options(Map.of()).fieldNames().forEachRemaining(known::add);
    Map<String, JsonNode> given = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> option : settings.get(OPTIONS).properties()) {
      if (!known.contains(option.getKey())) {
        throw new IllegalArgumentException(
            "unknown setting %s%s; settings are %s"
                .formatted(
                    option.getKey(),
                    NearestName.hint(option.getKey(), known),
                    String.join(", ", known)));
      }
      given.put(option.getKey(), option.getValue());
    }
    return given;
  }

  /**
   * Reads a stored configuration.
   *
   * @param node as {@link #toJson} wrote it
   * @return the configuration
   */
  public static TrainingConfig read(JsonNode node) {
    try {
      return JSON.treeToValue(node, TrainingConfig.class);
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof IllegalArgumentException cause) {
        throw new IllegalArgumentException(cause.getMessage(), e);
      }
      throw new IllegalArgumentException(WrongValue.describe(e), e);
    }
  }

  /**
   * Writes a configuration as JSON.
   *
   * @param config the configuration
   * @return all settings by name
   */
  public static ObjectNode toJson(TrainingConfig config) {
    return JSON.valueToTree(config);
  }

  /**
   * Lists where two configurations differ.
   *
   * @param stored one configuration
   * @param given the other
   * @return one entry {@code key: stored -> given} a difference
   */
  public static List<String> differences(TrainingConfig stored, TrainingConfig given) {
    ObjectNode before = toJson(stored);
    ObjectNode after = toJson(given);
    List<String> differences = new ArrayList<>();
    before
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!before.get(key).equals(after.get(key))) {
                differences.add("%s: %s -> %s".formatted(key, before.get(key), after.get(key)));
              }
            });
    return differences;
  }
}
