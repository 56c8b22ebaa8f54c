package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestDeepBundle;

/** Models that come, change and go while the server answers. */
class ReloadTest {
  /** Two models whose answers cannot be taken for each other. */
  private static final RunningServer.Bundle AFFINE = TestBundles::affine;

  private static final RunningServer.Bundle OTHER = TestDeepBundle::write;

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
  void the_highest_version_is_served_and_so_is_a_bundle_without_versions() throws Exception {
    models.put("wine/9", AFFINE);
    models.put("wine/10", OTHER);
    models.put("plain", AFFINE);
    Files.createDirectories(folder.resolve("empty/3"));
    Client client = models.start(0);
    assertThat(models.served()).containsExactly("plain", "wine");
    JsonNode wine = json(client.get("/models/wine"));
    assertThat(wine.get("version").asText()).isEqualTo("10");
    assertThat(json(client.get("/models/plain")).get("version").asText()).isEqualTo("1");
    assertThat(rows(client, "wine")).isDeepEqualTo(drawn("wine/10"));
  }

  @Test
  void a_new_version_takes_over_and_one_that_is_removed_gives_way() throws Exception {
    models.put("wine/1", AFFINE);
    Client client = models.start(20);
    assertThat(rows(client, "wine")).isDeepEqualTo(drawn("wine/1"));
    models.put("wine/2", OTHER);
    models.awaitVersion("wine", "2");
    assertThat(rows(client, "wine")).isDeepEqualTo(drawn("wine/2"));
    models.remove("wine/2");
    models.awaitVersion("wine", "1");
    models.put("late/1", AFFINE);
    models.awaitVersion("late", "1");
    models.remove("wine");
    models.awaitGone("wine");
    assertThat(models.served()).containsExactly("late");
  }

  @Test
  void a_bad_bundle_never_replaces_a_good_one_and_is_reported() throws Exception {
    models.put("wine/1", AFFINE);
    Client client = models.start(0);
    models.put("wine/2", OTHER);
    Files.write(folder.resolve("wine/2/loglik.onnx"), new byte[10]);
    String refusal = problem(client.post("/admin/models/wine/load", ""), 422, "bad-bundle");
    assertThat(refusal).contains("file loglik.onnx is truncated");
    assertThat(rows(client, "wine")).isDeepEqualTo(drawn("wine/1"));
    JsonNode status = json(client.get("/health/ready")).at("/models/0");
    assertThat(status.get("state").asText()).isEqualTo("ready");
    assertThat(status.get("version").asText()).isEqualTo("1");
    assertThat(status.get("problem").asText()).contains("file loglik.onnx is truncated");
    Meters meters = new Meters(client);
    assertThat(meters.value("mollify_model_loads_total{model=\"wine\",result=\"failure\"}"))
        .isEqualTo(1);
    TestBundles.unproven(models.put("wine/3", OTHER));
    assertThat(problem(client.post("/admin/models/wine/reload", ""), 422, "bad-bundle"))
        .contains("is unproven");
    models.remove("wine/2");
    models.remove("wine/3");
    assertThat(json(client.post("/admin/models/wine/reload", "")).get("version").asText())
        .isEqualTo("1");
    assertThat(json(client.get("/health/ready")).at("/models/0").has("problem")).isFalse();
  }

  @Test
  void a_server_starts_with_the_best_bundle_that_is_good() throws Exception {
    models.put("wine/1", AFFINE);
    models.put("wine/2", OTHER);
    Files.write(folder.resolve("wine/2/sample.onnx"), new byte[10]);
    models.put("broken", OTHER);
    Files.write(folder.resolve("broken/sample.onnx"), new byte[10]);
    Client client = models.start(0);
    assertThat(json(client.get("/models/wine")).get("version").asText()).isEqualTo("1");
    assertThat(problem(client.get("/models/broken/sample"), 404, "unknown-model"))
        .isEqualTo("model \"broken\" is not served: it is failed; /health/ready says why");
    assertThat(json(client.get("/health/ready")).at("/models/0/problem").asText())
        .startsWith("bundle broken/1: file sample.onnx is truncated: expected ");
    assertThat(json(client.get("/models")).get("models")).hasSize(1);
  }

  @Test
  void a_model_is_unloaded_and_loaded_again() throws Exception {
    models.put("wine/1", AFFINE);
    Client client = models.start(20);
    JsonNode unloaded = json(client.post("/admin/models/wine/unload", ""));
    assertThat(unloaded.get("state").asText()).isEqualTo("unloaded");
    assertThat(problem(client.get("/models/wine/sample"), 404, "unknown-model"))
        .isEqualTo("model \"wine\" is not served: it is unloaded");
    assertThat(client.get("/health/ready").statusCode()).isEqualTo(503);
    models.put("wine/2", OTHER);
    models.put("other/1", AFFINE);
    models.awaitVersion("other", "1");
    assertThat(client.get("/models/wine/sample").statusCode())
        .as("it stays unloaded although the folder is watched")
        .isEqualTo(404);
    JsonNode loaded = json(client.post("/admin/models/wine/load", ""));
    assertThat(loaded.get("state").asText()).isEqualTo("ready");
    assertThat(loaded.get("version").asText()).isEqualTo("2");
    problem(client.post("/admin/models/wien/load", ""), 404, "unknown-model");
  }

  @Test
  void a_request_in_flight_finishes_on_the_version_it_began_with() throws Exception {
    models.put("wine/1", AFFINE);
    GatedThreads gate = new GatedThreads(2);
    Client client = models.start(0, gate.threads());
    CompletableFuture<double[][]> before =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return rows(client, "wine");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    Meters meters = new Meters(client);
    meters.await(
        "mollify_unanswered_requests{model=\"wine\",role=\"sample\"}", count -> count == 1);
    models.put("wine/2", OTHER);
    json(client.post("/admin/models/wine/load", ""));
    gate.open();
    assertThat(before.get(60, TimeUnit.SECONDS)).isDeepEqualTo(drawn("wine/1"));
    assertThat(rows(client, "wine")).isDeepEqualTo(drawn("wine/2"));
    assertThat(meters.text())
        .contains("mollify_model_info{bundle=")
        .contains("version=\"2\"")
        .doesNotContain("version=\"1\"");
  }

  @Test
  void a_hundred_reloads_under_load_fail_and_mix_no_answer() throws Exception {
    models.put("a", AFFINE);
    models.put("b", OTHER);
    Path live = folder.resolve("live");
    Files.createDirectories(live);
    copy(folder.resolve("a"), live.resolve("wine"));
    models = new ServedFolder(live);
    Client client = models.start(0);
    double[][][] known = {drawn("a"), drawn("b")};
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<CompletableFuture<int[]>> load = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        load.add(CompletableFuture.supplyAsync(() -> ask(client, done, known), threads));
      }
      for (int reload = 0; reload < 100; reload++) {
        copy(folder.resolve(reload % 2 == 0 ? "b" : "a"), live.resolve("wine"));
        json(client.post("/admin/models/wine/reload", ""));
      }
      done.set(true);
      int[] seen = new int[2];
      for (CompletableFuture<int[]> one : load) {
        int[] counts = one.get(60, TimeUnit.SECONDS);
        seen[0] += counts[0];
        seen[1] += counts[1];
      }
      assertThat(seen[0]).isPositive();
      assertThat(seen[1]).isPositive();
      assertThat(
              new Meters(client)
                  .value("mollify_model_loads_total{model=\"wine\",result=\"success\"}"))
          .isEqualTo(101);
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  /** Asks until told to stop; counts the answers of each version, and fails on any other. */
  private int[] ask(Client client, AtomicBoolean done, double[][][] known) {
    int[] counts = new int[2];
    try {
      while (!done.get()) {
        double[][] rows = rows(client, "wine");
        int version = java.util.Arrays.deepEquals(rows, known[0]) ? 0 : 1;
        assertThat(rows).isDeepEqualTo(known[version]);
        counts[version]++;
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return counts;
  }

  private double[][] rows(Client client, String model) throws Exception {
    return Client.MAPPER.convertValue(
        json(client.get("/models/" + model + "/sample?n=40&seed=3")).get("rows"), double[][].class);
  }

  private double[][] drawn(String bundle) throws IOException {
    try (GenerativeModel model = GenerativeModel.open(folder.resolve(bundle))) {
      return model.sample(40, 3);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
  }
}
