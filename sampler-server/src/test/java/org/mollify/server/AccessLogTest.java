package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.problem;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.access.AccessLog;
import org.mollify.server.config.ConfigLoader;
import org.mollify.server.config.ConfigSource;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.security.Scope;

/** Request identifiers and the access log. */
class AccessLogTest {
  /** Rounds of 10 ms. */
  private static final int PATIENCE = 3000;

  @TempDir Path folder;

  private KeyFile keys;
  private CapturedLog log;
  private MollifyServer server;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    keys = new KeyFile(folder.resolve("keys.yaml")).add("ci", Scope.SAMPLE);
    log = new CapturedLog(AccessLog.class.getName(), Level.INFO);
    restart(config());
  }

  @AfterEach
  void stop() {
    server.close();
    log.close();
  }

  private ServerConfig config() throws Exception {
    Path bundle = folder.resolve("wine");
    if (!Files.exists(bundle)) {
      TestBundles.affine(bundle, "wine");
    }
    return ServerConfig.defaults().withPort(0).withBundles(List.of(bundle));
  }

  private void restart(ServerConfig config) throws Exception {
    if (server != null) {
      server.close();
    }
    server = MollifyServer.start(config);
    client = new Client(server.port());
  }

  @Test
  void a_request_is_one_line_of_json() throws Exception {
    restart(config().with("security.keyFile", keys.path()));
    HttpResponse<byte[]> answer =
        client.get("/models/wine/sample?n=3", "X-API-Key", keys.key("ci"), "X-Request-Id", "a-1");
    JsonNode line = onlyLine();
    assertThat(line.fieldNames())
        .toIterable()
        .containsExactly(
            "time",
            "requestId",
            "method",
            "route",
            "model",
            "status",
            "bytes",
            "milliseconds",
            "key",
            "client");
    assertThat(Instant.parse(line.get("time").asText())).isBefore(Instant.now().plusSeconds(1));
    assertThat(line.get("requestId").asText()).isEqualTo("a-1");
    assertThat(line.get("method").asText()).isEqualTo("GET");
    assertThat(line.get("route").asText()).isEqualTo("/models/{name}/sample");
    assertThat(line.get("model").asText()).isEqualTo("wine");
    assertThat(line.get("status").asInt()).isEqualTo(200);
    assertThat(line.get("bytes").asInt()).isEqualTo(answer.body().length);
    assertThat(line.get("milliseconds").asDouble()).isPositive();
    assertThat(line.get("key").asText()).isEqualTo("ci");
    assertThat(line.get("client").asText()).isEqualTo("127.0.0.1");
  }

  @Test
  void the_default_model_is_named_and_what_is_not_there_is_null() throws Exception {
    client.get("/sample");
    JsonNode line = onlyLine();
    assertThat(line.get("model").asText()).isEqualTo("wine");
    assertThat(line.get("key").isNull()).isTrue();
    client.get("/nothing");
    assertThat(lines(2).get(1).get("route").isNull()).isTrue();
    assertThat(lines(2).get(1).get("status").asInt()).isEqualTo(404);
  }

  @Test
  void a_request_that_cannot_be_read_is_logged_too() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      JsonNode line = onlyLine();
      assertThat(line.get("status").asInt()).isEqualTo(400);
      String id = line.get("requestId").asText();
      assertThat(answer)
          .contains("\"requestId\":\"" + id + "\"")
          .contains("X-Request-Id: " + id)
          .contains("X-Content-Type-Options: nosniff");
    }
  }

  @Test
  void a_well_formed_request_id_is_echoed_and_another_one_is_replaced() throws Exception {
    assertThat(id(client.get("/models", "X-Request-Id", "0af7651916cd43dd-8448_eb.2")))
        .isEqualTo("0af7651916cd43dd-8448_eb.2");
    for (String odd : new String[] {"a b", "\"}{\"", "x".repeat(129), "ä", "<script>"}) {
      assertThat(id(client.get("/models", "X-Request-Id", odd))).matches("[0-9a-f-]{36}");
    }
    assertThat(id(client.get("/models"))).isNotEqualTo(id(client.get("/models")));
    HttpResponse<byte[]> failed = client.get("/sample?n=0", "X-Request-Id", "mine");
    problem(failed, 400, "bad-parameter");
    assertThat(Client.MAPPER.readTree(failed.body()).get("requestId").asText()).isEqualTo("mine");
  }

  @Test
  void the_log_can_be_switched_off() throws Exception {
    restart(config().with("accessLog", false));
    client.get("/models");
    client.get("/models");
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void a_new_configuration_switches_the_log_and_sets_limits_while_the_server_runs()
      throws Exception {
    Path file = Files.writeString(folder.resolve("server.yaml"), "accessLog: false\n");
    ServerConfig base = config().with("reloadInterval", Duration.ofMillis(10));
    Map<String, Object> commandLine =
        Map.of("models", base.models(), "port", 0, "reloadInterval", base.reloadInterval());
    ConfigSource source = () -> ConfigLoader.load(file, Map.of(), commandLine).orThrow();
    restart(source.load());
    server.follow(file, source);
    try (CapturedLog events = new CapturedLog("org.mollify.server", Level.INFO)) {
      replace(file, "accessLog: true\nworkers: 77\nlimits: {requestsPerSecond: 0.001, burst: 1}\n");
      awaitLine(events, "changed, and taken when the server is started again: [workers]");
      awaitLine(events, "took the new configuration");
      assertThat(client.get("/models").statusCode()).isEqualTo(200);
      assertThat(client.get("/models").statusCode()).isEqualTo(429);
      replace(file, "burst: 5\n");
      awaitLine(events, "kept the old configuration");
      assertThat(client.get("/models").statusCode()).isEqualTo(429);
    }
    assertThat(lines(3))
        .extracting(line -> line.get("status").asInt())
        .containsExactly(200, 429, 429);
  }

  /** In one step: a file seen between truncation and writing is an empty configuration. */
  private void replace(Path file, String text) throws IOException {
    Path written = Files.writeString(folder.resolve("next.yaml"), text);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void awaitLine(CapturedLog log, String beginning) throws InterruptedException {
    for (int i = 0; i < PATIENCE; i++) {
      if (log.lines().stream().anyMatch(line -> line.startsWith(beginning))) {
        return;
      }
      Thread.sleep(10);
    }
    assertThat(log.lines()).anyMatch(line -> line.startsWith(beginning));
  }

  @Test
  void the_client_behind_a_trusted_proxy_is_the_last_address_that_the_proxy_added()
      throws Exception {
    client.get("/models", "X-Forwarded-For", "1.2.3.4");
    restart(config().with("security.trustedProxies", List.of("127.0.0.0/8", "10.0.0.0/8")));
    client.get("/models", "X-Forwarded-For", "1.2.3.4");
    client.get("/models", "X-Forwarded-For", "6.6.6.6, 1.2.3.4, 10.7.7.7");
    client.get("/models", "X-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "2001:db8::1");
    client.get("/models", "X-Forwarded-For", "1.2.3.4, unknown");
    client.get("/models");
    assertThat(lines(6).stream().map(line -> line.get("client").asText()))
        .containsExactly(
            "127.0.0.1", "1.2.3.4", "1.2.3.4", "2001:db8::1", "127.0.0.1", "127.0.0.1");
  }

  @Test
  void no_key_is_in_any_log_or_answer() throws Exception {
    String wrong = "mollify_wrong-key-of-some-length";
    keys.add("score", Scope.SCORE);
    try (CapturedLog all = new CapturedLog("org.mollify", Level.TRACE);
        CapturedLog jetty = new CapturedLog("org.eclipse.jetty", Level.INFO);
        CapturedLog javalin = new CapturedLog("io.javalin", Level.TRACE)) {
      restart(
          config()
              .with("security.keyFile", keys.path())
              .with("reloadInterval", java.time.Duration.ofMillis(10)));
      StringBuilder answers = new StringBuilder();
      for (String name : List.of("ci", "score")) {
        for (String path : List.of("/sample", "/sample?n=0", "/models/no/sample", "/no", "/")) {
          answers.append(Client.text(client.get(path, keys.bearer(name))));
          answers.append(Client.text(client.get(path, "X-API-Key", keys.key(name))));
          answers.append(Client.text(client.get(path, "X-API-Key", wrong)));
          answers.append(Client.text(client.post(path, "{", "X-API-Key", wrong)));
        }
      }
      keys.add("more", Scope.ADMIN);
      Files.writeString(keys.path(), "- " + keys.key("more") + "\n");
      for (int i = 0;
          i < PATIENCE && all.lines().stream().noneMatch(l -> l.contains("kept"));
          i++) {
        Thread.sleep(10);
      }
      server.close();
      assertThat(all.lines()).anyMatch(line -> line.startsWith("kept the old API keys"));
      assertThat(log.lines()).hasSize(40);
      String text = "" + all.lines() + log.lines() + jetty.lines() + javalin.lines() + answers;
      for (String secret : List.of(wrong, keys.key("ci"), keys.key("score"), keys.key("more"))) {
        assertThat(text).doesNotContain(secret).doesNotContain(secret.substring(8));
      }
      for (String line : Files.readAllLines(keys.path())) {
        assertThat(text).doesNotContain(line);
      }
    }
  }

  private static String id(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("X-Request-Id").orElseThrow();
  }

  private JsonNode onlyLine() throws Exception {
    return lines(1).get(0);
  }

  /** Lines of the log: written after an answer, so that they have to be waited for. */
  private List<JsonNode> lines(int count) throws Exception {
    for (int i = 0; i < PATIENCE && log.lines().size() < count; i++) {
      Thread.sleep(10);
    }
    assertThat(log.lines()).hasSize(count);
    List<JsonNode> lines = new java.util.ArrayList<>();
    for (String line : log.lines()) {
      assertThat(line).doesNotContain("\n");
      lines.add(Client.MAPPER.readTree(line));
    }
    return lines;
  }
}
