package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestDeepBundle;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServingConfig;

/** Folders of models of which not all can be read. */
class ModelsFolderTest {
  private static final int PATIENCE = 3000;

  @TempDir Path folder;

  private MollifyServer server;
  private Client client;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void start(int watchMillis) throws IOException {
    server = MollifyServer.start(config(folder, watchMillis));
    client = new Client(server.port());
  }

  private static ServerConfig config(Path models, int watchMillis) {
    return ServerConfig.defaults()
        .withPort(0)
        .withServing(ServingConfig.defaults().withModelsFolder(models, watchMillis));
  }

  @Test
  void a_sub_folder_that_cannot_be_read_keeps_nobody_from_the_others() throws Exception {
    Path lost = Files.createDirectory(folder.resolve("lost+found"));
    Files.setPosixFilePermissions(lost, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(lost), "the superuser reads everything");
    TestBundles.affine(folder.resolve("wine"), "any");
    start(20);
    assertThat(server.models()).containsExactly("wine");
    bundle("late/1");
    awaitServed("late");
  }

  @Test
  void a_model_whose_folder_cannot_be_read_any_more_is_served_as_before() throws Exception {
    TestBundles.affine(folder.resolve("wine"), "any");
    bundle("cells/1");
    bundle("cells/2");
    start(20);
    // The system answers with an error, which does not say that there is no such file.
    unreadable(folder.resolve("wine/bundle.json"));
    unreadable(folder.resolve("cells/2/bundle.json"));
    bundle("late/1");
    awaitServed("late");
    assertThat(json(client.get("/models/wine/sample?n=2")).get("rows")).hasSize(2);
    assertThat(json(client.get("/models/cells")).get("version").asText()).isEqualTo("2");
    assertThat(json(client.get("/health/ready")).toString())
        .contains("\"problem\":\"bundle cells/2 cannot be read\"")
        .doesNotContain(folder.toString());
    assertThat(problem(client.post("/admin/models/cells/load", ""), 422, "bad-bundle"))
        .isEqualTo("bundle cells/2 cannot be read");
  }

  @Test
  void what_an_administrator_is_told_names_models_and_no_paths() throws Exception {
    Path models = Files.createDirectory(folder.resolve("models"));
    TestBundles.affine(models.resolve("wine"), "any");
    server = MollifyServer.start(config(models, 0));
    client = new Client(server.port());
    Files.move(models.resolve("wine"), folder.resolve("elsewhere"));
    assertThat(problem(client.post("/admin/models/wine/reload", ""), 422, "bad-bundle"))
        .isEqualTo("there is no bundle of model \"wine\"");
    Files.delete(models);
    assertThat(problem(client.post("/admin/models/other/load", ""), 500, "internal-error"))
        .startsWith("an unexpected failure; the server's log has it under reference ");
  }

  @Test
  void a_folder_that_is_none_is_named_by_its_key_before_anything_starts() throws Exception {
    Path none = folder.resolve("none");
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(ServerCheck.files(config(none, 0)))
        .containsExactly(
            "serving.modelsFolder is "
                + none
                + ", which is not there; create it, or name the folder of the models");
    assertThat(ServerCheck.files(config(folder, 0))).isEmpty();
    assertThatThrownBy(() -> MollifyServer.start(config(file, 0)))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage(
            "cannot serve: serving.modelsFolder is "
                + file
                + ", which is no folder; create it, or name the folder of the models");
  }

  private void bundle(String path) throws IOException {
    // Made elsewhere and moved, as a careful operator does: the watch may look at any time.
    Path made = TestDeepBundle.write(folder.resolve(".made"), "any");
    Path target = folder.resolve(path);
    Files.createDirectories(target.getParent());
    Files.move(made, target);
  }

  private static void unreadable(Path file) throws IOException {
    Files.delete(file);
    Files.createSymbolicLink(file, file.getFileName());
  }

  private void awaitServed(String model) throws Exception {
    for (int i = 0; i < PATIENCE && client.get("/models/" + model).statusCode() != 200; i++) {
      Thread.sleep(10);
    }
    assertThat(client.get("/models/" + model).statusCode()).isEqualTo(200);
  }
}
