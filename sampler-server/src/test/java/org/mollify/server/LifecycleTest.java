package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.bundle.BundleException;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServerConfig.ModelEntry;

class LifecycleTest {
  /** Takes long enough to be still running when the test acts. */
  private static final String SLOW = "/loglik?samples=10000";

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

  @Test
  void requests_in_flight_finish_before_the_server_stops() throws Exception {
    MollifyServer server = MollifyServer.start(config().withWorkers(1, 16));
    Client client = new Client(server.port());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        answers.add(CompletableFuture.supplyAsync(() -> status(client, SLOW), threads));
      }
      awaitBusy(client);
      server.close();
      for (CompletableFuture<Integer> answer : answers) {
        assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(200);
      }
      assertThatThrownBy(() -> client.get("/models")).isInstanceOf(ConnectException.class);
      server.awaitClose();
      server.close();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_full_queue_turns_requests_away_and_says_when_to_come_back() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (MollifyServer server = MollifyServer.start(config().withWorkers(1, 1))) {
      Client client = new Client(server.port());
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(CompletableFuture.supplyAsync(() -> status(client, SLOW), threads));
      }
      List<Integer> statuses = new ArrayList<>();
      for (CompletableFuture<Integer> answer : answers) {
        statuses.add(answer.get(60, TimeUnit.SECONDS));
      }
      assertThat(statuses).contains(200, 503).containsOnly(200, 503);
      assertThat(status(client, SLOW)).isEqualTo(200);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_full_queue_is_a_problem_document_with_retry_after() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (MollifyServer server = MollifyServer.start(config().withWorkers(1, 1))) {
      Client client = new Client(server.port());
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        running.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    var answer = client.post(SLOW, rows());
                    if (answer.statusCode() == 503) {
                      assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
                      assertThat(Client.problem(answer, 503, "busy"))
                          .isEqualTo(
                              "all workers are busy and 1 requests wait; ask again in a second");
                    }
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                },
                threads));
      }
      for (CompletableFuture<Void> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private ServerConfig config() throws IOException {
    Path bundle = folder.resolve("bound");
    if (!Files.exists(bundle)) {
      TestBundles.lowerBound(bundle, "bound", 8);
    }
    return ServerConfig.defaults().withPort(0).withBundles(List.of(bundle));
  }

  private static String rows() {
    return "{\"rows\": [" + "[1,2],".repeat(1023) + "[1,2]]}";
  }

  private static int status(Client client, String path) {
    try {
      return client.post(path, rows()).statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until all three requests are with the server. */
  private static void awaitBusy(Client client) throws Exception {
    TimeUnit.MILLISECONDS.sleep(150);
    assertThat(client.get("/health/live").statusCode()).isEqualTo(200);
  }
}
