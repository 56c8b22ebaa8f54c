package org.mollify.server.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.mollify.runtime.Provider;
import org.mollify.runtime.bundle.Bundle;
import org.mollify.runtime.bundle.BundleManifest.Proof;
import org.mollify.server.NearestName;
import org.mollify.server.config.ServerConfig.ModelEntry;

/**
 * A server configuration in a JSON file: an object with the components of {@link ServerConfig},
 * each optional but {@code models}. A model is a path or an object of {@code path} and {@code
 * name}; paths are relative to the file.
 */
public final class ServerConfigFile {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();
  private static final List<String> KEYS =
      Stream.of(ServerConfig.class.getRecordComponents()).map(c -> c.getName()).toList();

  private final Path folder;
  private final ObjectNode tree;
  private final List<String> problems = new ArrayList<>();

  private ServerConfigFile(Path folder, ObjectNode tree) {
    this.folder = folder;
    this.tree = tree;
  }

  /**
   * Reads a configuration.
   *
   * @param file the JSON file
   * @return the configuration, its values in range
   * @throws InvalidConfigException when it is malformed, has unknown keys, or values of the wrong
   *     type or out of range; it lists all problems
   * @throws IOException when the file cannot be read
   */
  public static ServerConfig read(Path file) throws IOException {
    ServerConfigFile reader = open(file);
    ServerConfig config = reader.read();
    List<String> problems = new ArrayList<>(reader.problems);
    problems.addAll(config.problems());
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(file.toString(), problems);
    }
    return config;
  }

  /**
   * Checks a configuration and every bundle that it names, without starting anything.
   *
   * @param file the JSON file
   * @return what is wrong, one line each; empty when a server may start
   * @throws IOException when the file cannot be read
   */
  public static List<String> check(Path file) throws IOException {
    ServerConfig config;
    try {
      config = read(file);
    } catch (InvalidConfigException e) {
      return e.problems();
    }
    return check(config);
  }

  /**
   * Checks a configuration and every bundle that it names, without starting anything.
   *
   * @param config the configuration
   * @return what is wrong, one line each; empty when a server may start
   */
  public static List<String> check(ServerConfig config) {
    List<String> problems = new ArrayList<>(config.problems());
    Set<String> names = new HashSet<>();
    for (ModelEntry entry : config.models()) {
      try {
        Bundle bundle = Bundle.open(entry.path());
        String name = entry.name() == null ? bundle.manifest().name() : entry.name();
        if (!names.add(name)) {
          problems.add("two models are called \"" + name + "\"; give one of them another name");
        }
        if (!config.allowUnproven() && !Proof.PROVEN.equals(bundle.manifest().proof().status())) {
          problems.add("bundle " + entry.path() + " is unproven; set allowUnproven to serve it");
        }
      } catch (IOException e) {
        problems.add(e.getMessage());
      }
    }
    return problems;
  }

  private static ServerConfigFile open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidConfigException(file.toString(), List.of("there is no such file"));
    }
    try {
      JsonNode tree = MAPPER.readTree(file.toFile());
      if (tree instanceof ObjectNode object) {
        return new ServerConfigFile(file.toAbsolutePath().getParent(), object);
      }
      throw new InvalidConfigException(file.toString(), List.of("expected a JSON object"));
    } catch (JsonProcessingException e) {
      throw new InvalidConfigException(
          file.toString(),
          List.of(
              "not well-formed JSON: line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ": "
                  + e.getOriginalMessage().lines().findFirst().orElse("unreadable")));
    }
  }

  private ServerConfig read() {
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      if (!KEYS.contains(field.getKey())) {
        problems.add(
            "unknown key \""
                + field.getKey()
                + "\""
                + NearestName.suggestion(field.getKey(), KEYS)
                + "; known keys: "
                + String.join(", ", KEYS));
      }
    }
    ServerConfig base = ServerConfig.defaults();
    int queueSize = number("queueSize", base.queueSize());
    int maxRows = number("maxRows", base.maxRows());
    ModelLimits limits =
        new ModelLimits(maxRows, maxRows, queueSize, ServingConfig.defaults().queueRows());
    return new ServerConfig(
        text("host", base.host()),
        number("port", base.port()),
        models(),
        provider(base.provider()),
        flag("cpuFallback", base.cpuFallback()),
        flag("allowUnproven", base.allowUnproven()),
        number("workers", base.workers()),
        queueSize,
        maxRows,
        number("maxValues", base.maxValues()),
        number("maxBodyBytes", base.maxBodyBytes()),
        number("maxImportanceSamples", base.maxImportanceSamples()),
        number("stopTimeoutSeconds", base.stopTimeoutSeconds()),
        new ServingConfigReader(folder, problems).read(tree.path("serving"), limits));
  }

  private List<ModelEntry> models() {
    JsonNode node = tree.path("models");
    List<ModelEntry> models = new ArrayList<>();
    if (!(node instanceof ArrayNode array)) {
      if (!node.isMissingNode()) {
        problems.add("models is " + node + "; expected a list of bundle folders");
      }
      return models;
    }
    for (JsonNode element : array) {
      JsonNode path = element.isTextual() ? element : element.path("path");
      JsonNode name = element.path("name");
      if (path.isTextual() && (name.isMissingNode() || name.isTextual())) {
        models.add(
            new ModelEntry(
                folder.resolve(path.textValue()), name.isTextual() ? name.textValue() : null));
      } else {
        problems.add(
            "models has " + element + "; expected a path or {\"path\": ..., \"name\": ...}");
      }
    }
    return models;
  }

  private Provider provider(Provider fallback) {
    String name = text("provider", fallback.name());
    for (Provider provider : Provider.values()) {
      if (provider.name().equals(name.toUpperCase(Locale.ROOT))) {
        return provider;
      }
    }
    problems.add("provider is \"" + name + "\"; expected cpu or cuda");
    return fallback;
  }

  private String text(String key, String fallback) {
    JsonNode node = tree.path(key);
    if (node.isMissingNode() || node.isTextual()) {
      return node.isTextual() ? node.textValue() : fallback;
    }
    problems.add(key + " is " + node + "; expected a text");
    return fallback;
  }

  private int number(String key, int fallback) {
    JsonNode node = tree.path(key);
    if (node.isMissingNode() || node.isInt()) {
      return node.isInt() ? node.intValue() : fallback;
    }
    problems.add(key + " is " + node + "; expected a whole number");
    return fallback;
  }

  private boolean flag(String key, boolean fallback) {
    JsonNode node = tree.path(key);
    if (node.isMissingNode() || node.isBoolean()) {
      return node.isBoolean() ? node.booleanValue() : fallback;
    }
    problems.add(key + " is " + node + "; expected true or false");
    return fallback;
  }
}
