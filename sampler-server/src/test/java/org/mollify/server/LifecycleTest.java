package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.bundle.BundleException;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServerConfig.ModelEntry;

class LifecycleTest {
  @TempDir Path folder;

  @Test
  void a_taken_port_is_one_clear_line() throws Exception {
    ServerConfig config = config();
    try (MollifyServer first = MollifyServer.start(config)) {
      assertThatThrownBy(() -> MollifyServer.start(config.withPort(first.port())))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "port "
                  + first.port()
                  + " on 127.0.0.1 is in use; choose another port or stop the program that has it");
      assertThat(new Client(first.port()).get("/models").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void an_address_of_another_machine_is_one_clear_line() throws Exception {
    assertThatThrownBy(
            () -> MollifyServer.start(config().withHost("192.0.2.1").with("insecure", true)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 192.0.2.1:0: ");
  }

  @Test
  void an_unproven_bundle_is_refused_unless_allowed() throws Exception {
    Path bundle = TestBundles.unproven(TestBundles.affine(folder.resolve("wine"), "wine"));
    ServerConfig config = ServerConfig.defaults().withPort(0).withBundles(List.of(bundle));
    assertThatThrownBy(() -> MollifyServer.start(config))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("is unproven: its export did not reproduce the trained model");
    try (MollifyServer server = MollifyServer.start(config.withAllowUnproven(true))) {
      assertThat(server.models()).containsExactly("wine");
    }
  }

  @Test
  void two_models_of_one_name_are_refused() throws Exception {
    Path bundle = TestBundles.affine(folder.resolve("wine"), "wine");
    ModelEntry entry = new ModelEntry(bundle, null);
    assertThatThrownBy(
            () -> MollifyServer.start(config().withModels(List.of(entry, entry)).withPort(0)))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("two models are called \"wine\"; give one of them another name");
  }

  @Test
  void a_damaged_bundle_keeps_the_server_from_starting() throws Exception {
    Path bundle = TestBundles.affine(folder.resolve("wine"), "wine");
    Files.write(bundle.resolve("loglik.onnx"), new byte[10]);
    assertThatThrownBy(
            () -> MollifyServer.start(ServerConfig.defaults().withBundles(List.of(bundle))))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("file loglik.onnx is truncated");
  }

  private ServerConfig config() throws IOException {
    Path bundle = folder.resolve("bound");
    if (!Files.exists(bundle)) {
      TestBundles.lowerBound(bundle, "bound", 8);
    }
    return ServerConfig.defaults().withPort(0).withBundles(List.of(bundle));
  }
}
