package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestDeepBundle;
import org.mollify.server.config.ModelLimits;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServingConfig;

/** What waits, what shares a run, and what is turned away, over HTTP with an engine held back. */
class BatchingTest {
  private static final int REQUESTS = 24;
  private static final String UNANSWERED = "mollify_unanswered_requests{model=\"%s\",role=\"%s\"}";

  @TempDir Path folder;

  private final ExecutorService clients = Executors.newFixedThreadPool(REQUESTS);
  private GatedThreads gate;
  private MollifyServer server;
  private Client client;
  private Meters meters;

  @BeforeEach
  void start() throws Exception {
    List<Path> bundles =
        List.of(
            TestDeepBundle.write(folder.resolve("deep"), "deep"),
            TestBundles.lowerBound(folder.resolve("bound"), "bound", 8));
    ServingConfig serving =
        ServingConfig.defaults().withLimits(Map.of("bound", new ModelLimits(50, 60, 3, 1000)));
    gate = new GatedThreads(2);
    server =
        MollifyServer.start(
            ServerConfig.defaults().withPort(0).withBundles(bundles).withServing(serving),
            gate.threads());
    client = new Client(server.port());
    meters = new Meters(client);
  }

  @AfterEach
  void stop() {
    gate.open();
    clients.shutdownNow();
    server.close();
    gate.close();
  }

  @Test
  void samples_that_waited_together_are_those_drawn_alone() throws Exception {
    List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      answers.add(get("/sample?n=%d&seed=%d&temperature=%s".formatted(1 + i * 5, i, 0.5 + i % 2)));
    }
    meters.await(unanswered("deep", "sample"), count -> count == REQUESTS);
    gate.open();
    try (GenerativeModel model = GenerativeModel.open(folder.resolve("deep"))) {
      for (int i = 0; i < REQUESTS; i++) {
        JsonNode answer = json(answers.get(i).get(60, TimeUnit.SECONDS));
        assertThat(Client.MAPPER.convertValue(answer.get("rows"), double[][].class))
            .isDeepEqualTo(model.sample(1 + i * 5, i, 0.5 + i % 2));
      }
    }
    assertThat(meters.value("mollify_batch_requests_max{model=\"deep\",role=\"sample\"}"))
        .isGreaterThan(1);
    meters.await(unanswered("deep", "sample"), count -> count == 0);
  }

  @Test
  void scores_that_waited_together_are_those_of_rows_alone() throws Exception {
    List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
    try (GenerativeModel model = GenerativeModel.open(folder.resolve("deep"))) {
      for (int i = 0; i < REQUESTS; i++) {
        answers.add(post("/loglik", body(model.sample(1 + i * 3, i))));
      }
      meters.await(unanswered("deep", "score"), count -> count == REQUESTS);
      gate.open();
      for (int i = 0; i < REQUESTS; i++) {
        JsonNode scores = json(answers.get(i).get(60, TimeUnit.SECONDS)).get("logLikelihood");
        assertThat(Client.MAPPER.convertValue(scores, double[].class))
            .containsExactly(model.score(model.sample(1 + i * 3, i)).logLikelihood());
      }
    }
    assertThat(meters.value("mollify_batch_requests_max{model=\"deep\",role=\"score\"}"))
        .isGreaterThan(1);
  }

  @Test
  void bounds_with_different_seeds_keep_apart_and_are_those_of_rows_alone() throws Exception {
    double[][] rows = {{1, 2}, {-0.5, 0.25}};
    List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      answers.add(
          post("/models/bound/loglik?samples=%d&seed=%d".formatted(1000, i / 2), body(rows)));
    }
    meters.await(unanswered("bound", "score"), count -> count == 3);
    gate.open();
    try (GenerativeModel model = GenerativeModel.open(folder.resolve("bound"))) {
      for (int i = 0; i < 3; i++) {
        JsonNode scores = json(answers.get(i).get(60, TimeUnit.SECONDS)).get("logLikelihood");
        assertThat(Client.MAPPER.convertValue(scores, double[].class))
            .containsExactly(
                model.score(rows, new ScoreOptions(1000, (long) (i / 2))).logLikelihood());
      }
    }
  }

  @Test
  void a_full_queue_turns_requests_away_and_says_when_to_come_back() throws Exception {
    List<CompletableFuture<HttpResponse<byte[]>>> taken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taken.add(get("/models/bound/sample?n=10&seed=" + i));
    }
    meters.await(unanswered("bound", "sample"), count -> count == 3);
    var refused = client.get("/models/bound/sample?n=1");
    assertThat(problem(refused, 503, "busy"))
        .isEqualTo(
            "the model has no room for the request (unanswered: 3 of at most 3 requests, 30 of at"
                + " most 1000 rows); ask again in a second");
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(meters.value("mollify_rejected_total{model=\"bound\",reason=\"queue_full\"}"))
        .isEqualTo(1);
    assertThat(client.get("/health/ready").statusCode())
        .as("the other model has room")
        .isEqualTo(200);
    gate.open();
    for (CompletableFuture<HttpResponse<byte[]>> one : taken) {
      assertThat(one.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(client.get("/models/bound/sample?n=1").statusCode()).isEqualTo(200);
  }

  @Test
  void limits_of_a_model_hold_for_it_alone() throws Exception {
    assertThat(problem(client.get("/models/bound/sample?n=61"), 400, "bad-parameter"))
        .isEqualTo("n is 61; expected a whole number from 1 to 60");
    String rows = body(new double[51][2]);
    assertThat(problem(client.post("/models/bound/loglik", rows), 413, "too-large"))
        .contains("at most 50");
  }

  @Test
  void a_request_that_is_not_answered_in_time_is_told_so_and_never_run() throws Exception {
    var late = client.get("/sample?n=5&seed=1&timeout_ms=30");
    assertThat(problem(late, 504, "deadline"))
        .isEqualTo(
            "the answer was not there within 30 ms; ask for less at once, or set timeout_ms to"
                + " more");
    meters.await(unanswered("deep", "sample"), count -> count == 0);
    assertThat(meters.value("mollify_queue_requests{model=\"deep\",role=\"sample\"}")).isZero();
    gate.open();
    assertThat(client.get("/sample?n=5&seed=1&timeout_ms=60000").statusCode()).isEqualTo(200);
    assertThat(meters.value("mollify_rejected_total{model=\"deep\",reason=\"deadline\"}"))
        .isEqualTo(1);
    assertThat(meters.value("mollify_rows_total{model=\"deep\",role=\"sample\"}")).isEqualTo(5);
    assertThat(problem(client.get("/sample?timeout_ms=0"), 400, "bad-parameter"))
        .startsWith("timeout_ms is 0; expected a whole number from 1 to 86400000");
  }

  @Test
  void work_that_nobody_waits_for_any_more_is_never_run() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /sample?n=7&seed=1 HTTP/1.1\r\nHost: x\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      meters.await(unanswered("deep", "sample"), count -> count == 1);
    }
    meters.await(unanswered("deep", "sample"), count -> count == 0);
    meters.await(
        "mollify_rejected_total{model=\"deep\",reason=\"disconnected\"}", count -> count == 1);
    gate.open();
    assertThat(client.get("/sample?n=2&seed=1").statusCode()).isEqualTo(200);
    assertThat(meters.value("mollify_rows_total{model=\"deep\",role=\"sample\"}")).isEqualTo(2);
  }

  @Test
  void a_client_that_waits_long_is_not_taken_for_one_that_went() throws Exception {
    CompletableFuture<HttpResponse<byte[]>> patient = get("/sample?n=3&seed=1");
    meters.await(unanswered("deep", "sample"), count -> count == 1);
    try (Socket impatient = new Socket("127.0.0.1", server.port())) {
      impatient
          .getOutputStream()
          .write("GET /sample?n=3 HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      meters.await(unanswered("deep", "sample"), count -> count == 2);
    }
    meters.await(unanswered("deep", "sample"), count -> count == 1);
    gate.open();
    assertThat(patient.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void every_request_that_was_taken_is_answered_before_the_server_stops() throws Exception {
    List<CompletableFuture<HttpResponse<byte[]>>> taken = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      taken.add(get("/sample?n=5&seed=" + i));
    }
    meters.await(unanswered("deep", "sample"), count -> count == 8);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close, clients);
    gate.open();
    for (CompletableFuture<HttpResponse<byte[]>> one : taken) {
      assertThat(one.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    closing.get(60, TimeUnit.SECONDS);
    server.awaitClose();
  }

  private static String unanswered(String model, String role) {
    return UNANSWERED.formatted(model, role);
  }

  private CompletableFuture<HttpResponse<byte[]>> get(String path) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return client.get(path);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        clients);
  }

  private CompletableFuture<HttpResponse<byte[]>> post(String path, String body) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return client.post(path, body);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        clients);
  }

  private static String body(double[][] rows) throws Exception {
    return Client.MAPPER.writeValueAsString(Map.of("rows", rows));
  }
}
