package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestDeepBundle;
import org.mollify.server.config.InvalidConfigException;

/** Folders of models of which not all can be read. */
class ModelsFolderTest {
  @TempDir Path folder;

  private ServedFolder models;

  @BeforeEach
  void open() {
    models = new ServedFolder(folder);
  }

  @AfterEach
  void close() {
    models.close();
  }

  @Test
  void a_sub_folder_that_cannot_be_read_keeps_nobody_from_the_others() throws Exception {
    Path lost = Files.createDirectory(folder.resolve("lost+found"));
    Files.setPosixFilePermissions(lost, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(lost), "the superuser reads everything");
    TestBundles.affine(folder.resolve("wine"), "any");
    models.start(20);
    assertThat(models.served()).containsExactly("wine");
    models.put("late/1", TestDeepBundle::write);
    models.awaitVersion("late", "1");
  }

  @Test
  void a_model_whose_folder_cannot_be_read_any_more_is_served_as_before() throws Exception {
    TestBundles.affine(folder.resolve("wine"), "any");
    models.put("cells/1", TestDeepBundle::write);
    models.put("cells/2", TestDeepBundle::write);
    Client client = models.start(20);
    // The system answers with an error, which does not say that there is no such file.
    unreadable(folder.resolve("wine/bundle.json"));
    unreadable(folder.resolve("cells/2/bundle.json"));
    models.put("late/1", TestDeepBundle::write);
    models.awaitVersion("late", "1");
    assertThat(json(client.get("/models/wine/sample?n=2")).get("rows")).hasSize(2);
    assertThat(json(client.get("/models/cells")).get("version").asText()).isEqualTo("2");
    assertThat(json(client.get("/health/ready")).toString())
        .contains("\"problem\":\"bundle cells/2 cannot be read\"")
        .doesNotContain(folder.toString());
    assertThat(problem(client.post("/admin/models/cells/load", ""), 422, "bad-bundle"))
        .isEqualTo("bundle cells/2 cannot be read");
  }

  @Test
  void what_an_administrator_is_told_names_models_and_no_paths(@TempDir Path elsewhere)
      throws Exception {
    TestBundles.affine(folder.resolve("wine"), "any");
    Client client = models.start(0);
    Files.move(folder.resolve("wine"), elsewhere.resolve("wine"));
    assertThat(problem(client.post("/admin/models/wine/reload", ""), 422, "bad-bundle"))
        .isEqualTo("there is no bundle of model \"wine\"");
    Files.delete(folder);
    assertThat(problem(client.post("/admin/models/other/load", ""), 500, "internal-error"))
        .startsWith("an unexpected failure; the server's log has it under reference ");
  }

  @Test
  void a_folder_that_is_none_is_named_by_its_key_before_anything_starts() throws Exception {
    Path none = folder.resolve("none");
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(ServerCheck.files(ServedFolder.config(none, 0)))
        .containsExactly(
            "serving.modelsFolder is "
                + none
                + ", which is not there; create it, or name the folder of the models");
    assertThat(ServerCheck.files(ServedFolder.config(folder, 0))).isEmpty();
    assertThatThrownBy(() -> MollifyServer.start(ServedFolder.config(file, 0)))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage(
            "cannot serve: serving.modelsFolder is "
                + file
                + ", which is no folder; create it, or name the folder of the models");
  }

  private void unreadable(Path file) throws IOException {
    // In one step: a look in between would find that there is no such file.
    Path link = folder.resolveSibling(folder.getFileName() + ".link");
    Files.createSymbolicLink(link, Path.of("bundle.json"));
    Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
