package org.mollify.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mollify.server.NearestName;
import org.mollify.server.config.ConfigValue.WrongValueException;

/**
 * Puts a configuration together: the command line goes before the environment, the environment
 * before the file, the file before the defaults. All that is wrong is found in one go.
 *
 * <p>Paths in a file are relative to the file, others to the working directory.
 */
public final class ConfigLoader {
  private static final Path HERE = Path.of("");

  private final Map<String, JsonNode> file = new HashMap<>();
  private final Map<String, String> environment;
  private final Map<String, Object> commandLine;
  private final Map<String, String> origins = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private Path folder = HERE;
  private String fileName;

  private ConfigLoader(Map<String, String> environment, Map<String, Object> commandLine) {
    this.environment = environment;
    this.commandLine = commandLine;
  }

  /**
   * Loads a configuration.
   *
   * @param file YAML or JSON file; null for none
   * @param environment environment variables; those that begin with {@value ConfigKey#PREFIX} count
   * @param commandLine values of keys given on the command line: of their type, or texts
   * @return the configuration with everything that is wrong
   * @throws IOException when the file cannot be read
   */
  public static LoadedConfig load(
      Path file, Map<String, String> environment, Map<String, Object> commandLine)
      throws IOException {
    ConfigLoader loader = new ConfigLoader(environment, commandLine);
    boolean readable = file == null || loader.readFile(file);
    loader.findUnknownVariables();
    loader.findUnknownSettings();
    ServerConfig config = loader.bind();
    if (readable) {
      loader.problems.addAll(config.problems());
    }
    return new LoadedConfig(config, loader.origins, loader.problems);
  }

  private ServerConfig bind() {
    ServerConfig config = ServerConfig.defaults();
    for (ConfigKey key : ConfigKey.all()) {
      String path = key.path();
      String variable = key.variable();
      Object value = null;
      if (commandLine.containsKey(path)) {
        value = given(key, commandLine.get(path));
      } else if (environment.containsKey(variable)) {
        value = text(key, variable, environment.get(variable), "environment " + variable);
      } else if (file.containsKey(path)) {
        value = read(key, path, file.get(path), folder, fileName);
      }
      if (value != null) {
        config = config.with(path, value);
      }
    }
    return config;
  }

  private Object given(ConfigKey key, Object value) {
    if (value instanceof String text) {
      return text(key, key.path(), text, "command line");
    }
    origins.put(key.path(), "command line");
    return value;
  }

  private Object text(ConfigKey key, String name, String text, String origin) {
    return read(key, name, ConfigValue.ofText(key.type(), text), HERE, origin);
  }

  private Object read(ConfigKey key, String name, JsonNode node, Path base, String origin) {
    try {
      Object value = ConfigValue.read(key.type(), node, base);
      origins.put(key.path(), origin);
      return value;
    } catch (WrongValueException e) {
      Object shown = key.type() == Secret.class ? Secret.MASK : node;
      problems.add(name + " is " + shown + "; expected " + e.getMessage());
      return null;
    }
  }

  /** Reads the file; false when what it holds is not known, and so neither what is missing. */
  private boolean readFile(Path path) throws IOException {
    fileName = path.toString();
    folder = Optional.ofNullable(path.getParent()).orElse(HERE);
    try {
      JsonNode tree = YamlFile.read(path);
      if (tree instanceof ObjectNode object) {
        collect(object, "");
      } else if (!tree.isMissingNode()) {
        problems.add(path + ": expected keys with values, such as \"port: 8080\"");
        return false;
      }
      return true;
    } catch (InvalidConfigException e) {
      e.problems().forEach(problem -> problems.add(path + ": " + problem));
      return false;
    }
  }

  private void collect(ObjectNode section, String prefix) {
    for (Map.Entry<String, JsonNode> field : section.properties()) {
      String path = prefix + field.getKey();
      boolean isKey = paths().contains(path);
      boolean isSection = paths().stream().anyMatch(known -> known.startsWith(path + "."));
      if (!isKey && !isSection) {
        unknown("key", path);
      } else if (field.getValue().isNull()) {
        continue; // A key without a value has its default.
      } else if (isKey) {
        file.put(path, field.getValue());
      } else if (field.getValue() instanceof ObjectNode inner) {
        collect(inner, path + ".");
      } else {
        problems.add(path + " is " + field.getValue() + "; expected keys below it");
      }
    }
  }

  private void findUnknownVariables() {
    List<String> known = ConfigKey.all().stream().map(ConfigKey::variable).toList();
    environment.keySet().stream()
        .filter(name -> name.startsWith(ConfigKey.PREFIX) && !known.contains(name))
        .sorted()
        .forEach(
            name ->
                problems.add(
                    "unknown environment variable "
                        + name
                        + NearestName.suggestion(name, known)
                        + "; a key is spelt "
                        + known.get(0)
                        + ", "
                        + known.get(1)
                        + " and so on"));
  }

  private void findUnknownSettings() {
    commandLine.keySet().stream()
        .filter(path -> !paths().contains(path))
        .sorted()
        .forEach(path -> unknown("key", path));
  }

  private void unknown(String what, String path) {
    String last = path.substring(path.lastIndexOf('.') + 1);
    String hint =
        paths().stream()
            .filter(known -> known.endsWith("." + last) || known.equals(last))
            .findFirst()
            .map(known -> " (did you mean \"" + known + "\"?)")
            .orElseGet(() -> NearestName.suggestion(path, paths()));
    String section = path.substring(0, path.length() - last.length());
    List<String> siblings =
        paths().stream().filter(known -> known.startsWith(section)).map(ConfigLoader::top).toList();
    problems.add(
        "unknown "
            + what
            + " \""
            + path
            + "\""
            + hint
            + (section.isEmpty() || siblings.isEmpty()
                ? ""
                : "; known here: " + String.join(", ", siblings)));
  }

  private static String top(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static List<String> paths() {
    return ConfigKey.all().stream().map(ConfigKey::path).toList();
  }
}
