package org.mollify.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mollify.server.security.ApiKey;
import org.mollify.server.security.Scope;

/** A file of API keys, with the keys themselves. */
final class KeyFile {
  private final Path path;
  private final List<String> lines = new ArrayList<>();
  private final Map<String, String> keys = new HashMap<>();

  KeyFile(Path path) {
    this.path = path;
  }

  KeyFile add(String name, Scope... scopes) throws IOException {
    return add(name, null, scopes);
  }

  KeyFile add(String name, Instant expires, Scope... scopes) throws IOException {
    ApiKey.Created created = ApiKey.create(name, EnumSet.copyOf(List.of(scopes)), expires);
    lines.add(created.line());
    keys.put(name, created.text());
    Files.write(path, lines);
    return this;
  }

  KeyFile remove(String name) throws IOException {
    lines.removeIf(line -> line.contains("\"" + name + "\""));
    Files.write(path, lines);
    return this;
  }

  Path path() {
    return path;
  }

  String key(String name) {
    return keys.get(name);
  }

  String[] bearer(String name) {
    return new String[] {"Authorization", "Bearer " + key(name)};
  }
}
