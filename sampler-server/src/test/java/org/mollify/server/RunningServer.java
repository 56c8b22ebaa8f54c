package org.mollify.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mollify.server.config.ServerConfig;

/**
 * A server with the default configuration that the tests of one class share, over bundles in a
 * folder of its own. Register it in a static field: it starts before the first test of the class
 * and is closed after the last. A class that configures its server starts one itself.
 */
final class RunningServer implements BeforeAllCallback, AfterAllCallback {
  /** Writes a bundle of this name into a folder, and answers the folder. */
  @FunctionalInterface
  interface Bundle {
    Path write(Path folder, String name) throws IOException;
  }

  private final Map<String, Bundle> bundles = new LinkedHashMap<>();
  private Path folder;
  private MollifyServer server;
  private Client client;

  private RunningServer() {}

  /** A server whose first model, the one of paths that name none, is this one. */
  static RunningServer of(String name, Bundle bundle) {
    return new RunningServer().and(name, bundle);
  }

  RunningServer and(String name, Bundle bundle) {
    bundles.put(name, bundle);
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("running-server");
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, Bundle> bundle : bundles.entrySet()) {
      written.add(bundle.getValue().write(bundle(bundle.getKey()), bundle.getKey()));
    }
    server = MollifyServer.start(ServerConfig.defaults().withPort(0).withBundles(written));
    client = new Client(server.port());
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (server != null) {
      server.close();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  Client client() {
    return client;
  }

  int port() {
    return server.port();
  }

  /** The folder of the bundle of this name. */
  Path bundle(String name) {
    return folder.resolve(name);
  }
}
