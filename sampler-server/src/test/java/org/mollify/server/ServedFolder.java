package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.json;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServingConfig;
import org.mollify.server.model.ServingThreads;

/** A folder of models that come and go, and a server over it once that is started. */
final class ServedFolder implements AutoCloseable {
  private static final int PATIENCE = 3000;

  private final Path folder;
  private MollifyServer server;
  private Client client;

  ServedFolder(Path folder) {
    this.folder = folder;
  }

  /** A server over a folder of models, at which it looks every so often, or when told to if 0. */
  static ServerConfig config(Path folder, int watchMillis) {
    return ServerConfig.defaults()
        .withPort(0)
        .withServing(ServingConfig.defaults().withModelsFolder(folder, watchMillis));
  }

  Client start(int watchMillis) throws IOException {
    return started(MollifyServer.start(config(folder, watchMillis)));
  }

  Client start(int watchMillis, ServingThreads threads) throws IOException {
    return started(MollifyServer.start(config(folder, watchMillis), threads));
  }

  private Client started(MollifyServer running) {
    server = running;
    client = new Client(server.port());
    return client;
  }

  /** Names of the models that are served. */
  List<String> served() {
    return server.models();
  }

  /** Puts a bundle at a path within the folder, and answers where it lies. */
  Path put(String path, RunningServer.Bundle bundle) throws IOException {
    // Made elsewhere and moved, as a careful operator does: the watch may look at any time.
    Path made = bundle.write(folder.resolve(".made"), "any");
    Path target = folder.resolve(path);
    Files.createDirectories(target.getParent());
    return Files.move(made, target);
  }

  void remove(String path) throws IOException {
    try (var files = Files.walk(folder.resolve(path))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Waits until a version of a model is served. */
  void awaitVersion(String model, String version) throws Exception {
    for (int i = 0; i < PATIENCE; i++) {
      HttpResponse<byte[]> answer = client.get("/models/" + model);
      if (answer.statusCode() == 200 && json(answer).get("version").asText().equals(version)) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("version " + version + " of " + model + " does not come");
  }

  /** Waits until a model is served no more. */
  void awaitGone(String model) throws Exception {
    for (int i = 0; i < PATIENCE && client.get("/models/" + model).statusCode() != 404; i++) {
      Thread.sleep(10);
    }
    assertThat(client.get("/models/" + model).statusCode()).isEqualTo(404);
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
