package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.Provider;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServerConfigFile;

class ServerConfigTest {
  @TempDir Path folder;

  @Test
  void what_is_left_out_has_its_default_and_paths_are_relative_to_the_file() throws IOException {
    ServerConfig config =
        read("{\"port\": 9000, \"models\": [\"a\", {\"path\": \"b\", \"name\": \"second\"}]}");
    assertThat(config.port()).isEqualTo(9000);
    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.provider()).isEqualTo(Provider.CPU);
    assertThat(config.maxRows()).isEqualTo(ServerConfig.defaults().maxRows());
    assertThat(config.models().get(0).path()).isEqualTo(folder.resolve("a"));
    assertThat(config.models().get(1).name()).isEqualTo("second");
  }

  @Test
  void all_problems_are_told_at_once() throws IOException {
    Path file =
        write(
            "{\"prot\": 1, \"port\": 70000, \"workers\": \"many\", \"provider\": \"tpu\","
                + " \"allowUnproven\": 1, \"models\": [7]}");
    assertThatThrownBy(() -> ServerConfigFile.read(file))
        .isInstanceOfSatisfying(
            InvalidConfigException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(7)
                    .anyMatch(p -> p.startsWith("unknown key \"prot\" (did you mean \"port\"?)"))
                    .contains(
                        "port is 70000; expected 0 to 65535",
                        "workers is \"many\"; expected a whole number",
                        "provider is \"tpu\"; expected cpu or cuda",
                        "allowUnproven is 1; expected true or false",
                        "models has 7; expected a path or {\"path\": ..., \"name\": ...}",
                        "models is empty; name at least one bundle folder"));
  }

  @Test
  void malformed_json_is_located() throws IOException {
    Path file = write("{\n \"port\": }");
    assertThatThrownBy(() -> ServerConfigFile.read(file))
        .hasMessageContaining("not well-formed JSON: line 2, column 10");
    assertThatThrownBy(() -> ServerConfigFile.read(folder.resolve("none.json")))
        .hasMessageContaining("there is no such file");
  }

  @Test
  void checking_opens_every_bundle_without_starting_a_server() throws IOException {
    TestBundles.affine(folder.resolve("good"), "wine");
    TestBundles.unproven(TestBundles.affine(folder.resolve("weak"), "weak"));
    assertThat(ServerConfigFile.check(write("{\"models\": [\"good\"]}"))).isEmpty();
    List<String> problems =
        ServerConfigFile.check(write("{\"models\": [\"good\", \"good\", \"weak\", \"none\"]}"));
    assertThat(problems).hasSize(3);
    assertThat(problems.get(0)).contains("two models are called \"wine\"");
    assertThat(problems.get(1)).contains("weak is unproven; set allowUnproven to serve it");
    assertThat(problems.get(2)).contains("no bundle at").contains("none");
    assertThat(ServerConfigFile.check(write("{\"models\": [\"good\"], \"port\": -1}")))
        .containsExactly("port is -1; expected 0 to 65535");
  }

  private ServerConfig read(String json) throws IOException {
    return ServerConfigFile.read(write(json));
  }

  private Path write(String json) throws IOException {
    return Files.writeString(folder.resolve("server.json"), json);
  }
}
