package org.mollify.server.security;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mollify.server.NearestName;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.YamlFile;

/**
 * The API keys that a file lists: several at once, so that a new one can be handed out before the
 * old one goes. The file is a YAML list of the lines that {@link ApiKey#create} gives.
 */
public final class KeyRing {
  private static final List<String> FIELDS = List.of("name", "scopes", "expires", "hash");

  private final List<ApiKey> keys;

  private KeyRing(List<ApiKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * Reads a file.
   *
   * @throws InvalidConfigException when it is malformed or empty; it lists all problems
   * @throws IOException when it cannot be read
   */
  public static KeyRing read(Path file) throws IOException {
    JsonNode tree = YamlFile.read(file);
    List<String> problems = new ArrayList<>();
    List<ApiKey> keys = new ArrayList<>();
    if (!tree.isArray() || tree.isEmpty()) {
      problems.add("there are no keys; add the line that mollify serve --new-key NAME prints");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tree.size() && tree.isArray(); i++) {
      ApiKey key = key("key " + (i + 1), tree.get(i), problems);
      if (key != null && !names.add(key.name())) {
        problems.add("two keys are called " + key.name() + "; give one of them another name");
      } else if (key != null) {
        keys.add(key);
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(file.toString(), problems);
    }
    return new KeyRing(keys);
  }

  /** Number of keys. */
  public int size() {
    return keys.size();
  }

  /**
   * The key that a text is. Every key is compared, so that the time does not tell which one it was.
   *
   * @param now keys that have expired by then are not found
   */
  public Optional<ApiKey> find(String text, Instant now) {
    ApiKey found = null;
    for (ApiKey key : keys) {
      if (key.matches(text) && !key.isExpired(now)) {
        found = key;
      }
    }
    return Optional.ofNullable(found);
  }

  private static ApiKey key(String where, JsonNode node, List<String> problems) {
    int before = problems.size();
    if (!node.isObject()) {
      // What stands there may be a key, so it is not repeated.
      problems.add(where + " is no {name: ..., scopes: [...], hash: ...}");
      return null;
    }
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                problems.add(
                    where
                        + " has an unknown field"
                        + NearestName.suggestion(field, FIELDS)
                        + "; expected "
                        + String.join(", ", FIELDS));
              }
            });
    String name = node.path("name").asText("");
    if (!ApiKey.isName(name)) {
      problems.add(
          where + " has no name of at most 64 letters, digits, dots, dashes and underscores");
    }
    Set<Scope> scopes = scopes(where, node.path("scopes"), problems);
    Instant expires = expires(where, node.path("expires"), problems);
    try {
      ApiKey key = ApiKey.of(name, scopes, expires, node.path("hash").asText(""));
      return problems.size() == before ? key : null;
    } catch (IllegalArgumentException e) {
      problems.add(where + " has no hash; " + e.getMessage());
      return null;
    }
  }

  private static Set<Scope> scopes(String where, JsonNode node, List<String> problems) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (JsonNode element : node) {
      String text = element.asText("");
      int at = Scope.names().indexOf(text);
      if (at < 0) {
        problems.add(
            where
                + " has the unknown scope \""
                + text
                + "\""
                + NearestName.suggestion(text, Scope.names())
                + "; expected some of "
                + String.join(", ", Scope.names()));
      } else {
        scopes.add(Scope.values()[at]);
      }
    }
    if (node.isEmpty()) {
      problems.add(where + " has no scopes; expected some of " + String.join(", ", Scope.names()));
    }
    return scopes;
  }

  private static Instant expires(String where, JsonNode node, List<String> problems) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    try {
      return time(node.asText());
    } catch (DateTimeParseException e) {
      problems.add(
          where
              + " expires \""
              + node.asText()
              + "\"; expected a date such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z");
      return null;
    }
  }

  /**
   * The time that a text names; a date is its first moment in UTC.
   *
   * @throws DateTimeParseException when it is neither date nor time
   */
  public static Instant time(String text) {
    return text.length() == 10
        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
        : Instant.parse(text);
  }
}
