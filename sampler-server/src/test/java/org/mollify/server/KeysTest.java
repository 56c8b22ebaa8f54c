package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.problem;
import static org.mollify.server.security.Scope.ADMIN;
import static org.mollify.server.security.Scope.SAMPLE;
import static org.mollify.server.security.Scope.SCORE;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServerConfig.ModelEntry;

/** Who is let in, over real HTTP. */
class KeysTest {
  private static final String ROWS = "{\"rows\": [[1, 2, 3]]}";

  @TempDir Path folder;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-26T12:00:00Z"));
  private KeyFile keys;
  private MollifyServer server;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    keys =
        new KeyFile(folder.resolve("keys.yaml"))
            .add("sampler", SAMPLE)
            .add("scorer", SCORE)
            .add("guest", Instant.parse("2026-11-27T00:00:00Z"), SAMPLE, SCORE)
            .add("chief", ADMIN);
    ServerConfig config =
        ServerConfig.defaults()
            .withPort(0)
            .withModels(
                java.util.List.of(
                    new ModelEntry(TestBundles.affine(folder.resolve("wine"), "wine"), null)))
            .with("reloadInterval", Duration.ofMillis(20))
            .with("security.keyFile", keys.path());
    InstantSource clock = now::get;
    server = MollifyServer.start(config, clock, System::nanoTime);
    client = new Client(server.port());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_request_without_a_key_is_told_how_to_send_one() throws Exception {
    HttpResponse<byte[]> answer = client.get("/sample");
    assertThat(problem(answer, 401, "unauthorized"))
        .isEqualTo("there is no API key; send it as Authorization: Bearer KEY or X-API-Key: KEY");
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"mollify\"");
  }

  @Test
  void a_wrong_key_is_refused_whatever_it_looks_like() throws Exception {
    String right = keys.key("sampler");
    for (String wrong :
        new String[] {
          "x",
          "mollify_",
          right.substring(1),
          right + "A",
          right.toUpperCase(java.util.Locale.ROOT),
          "y".repeat(5000),
          "Bearer " + right
        }) {
      HttpResponse<byte[]> answer = client.get("/sample", "X-API-Key", wrong);
      assertThat(problem(answer, 401, "unauthorized"))
          .isEqualTo("the API key is not known, or has expired");
      assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }
  }

  @Test
  void a_key_is_taken_as_bearer_token_as_header_and_as_password() throws Exception {
    String key = keys.key("sampler");
    assertThat(client.get("/sample", "Authorization", "Bearer " + key).statusCode()).isEqualTo(200);
    assertThat(client.get("/sample", "Authorization", "bearer " + key).statusCode()).isEqualTo(200);
    assertThat(client.get("/sample", "X-API-Key", key).statusCode()).isEqualTo(200);
    assertThat(client.get("/sample", "Authorization", basic(key)).statusCode()).isEqualTo(200);
    assertThat(client.get("/sample", "Authorization", "Basic %%%").statusCode()).isEqualTo(401);
    assertThat(client.get("/sample?key=" + key).statusCode()).isEqualTo(401);
  }

  @Test
  void a_browser_is_asked_for_a_password_and_may_not_administer_with_it() throws Exception {
    HttpResponse<byte[]> page = client.get("/docs", "Accept", "text/html,*/*");
    problem(page, 401, "unauthorized");
    assertThat(page.headers().firstValue("WWW-Authenticate"))
        .hasValue("Basic realm=\"mollify\", charset=\"UTF-8\"");
    assertThat(client.get("/docs", "Authorization", basic(keys.key("chief"))).statusCode())
        .isEqualTo(200);
  }

  @Test
  void the_page_of_the_models_is_open_and_its_requests_are_not() throws Exception {
    assertThat(client.get("/", "Accept", "text/html,*/*").statusCode()).isEqualTo(200);
    assertThat(client.get("/page/main.js").statusCode()).isEqualTo(200);
    HttpResponse<byte[]> models = client.get("/models", "Accept", "*/*");
    problem(models, 401, "unauthorized");
    // A browser would ask for a password of its own on Basic; here the page asks.
    assertThat(models.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"mollify\"");
  }

  @Test
  void a_key_of_another_scope_is_named_with_what_it_is_for() throws Exception {
    assertThat(problem(client.post("/loglik", ROWS, keys.bearer("sampler")), 403, "forbidden"))
        .isEqualTo("key sampler is for sample; this needs score");
    assertThat(problem(client.get("/sample", keys.bearer("scorer")), 403, "forbidden"))
        .isEqualTo("key scorer is for score; this needs sample");
    problem(client.get("/models/wine/sample", keys.bearer("chief")), 403, "forbidden");
    assertThat(client.post("/loglik", ROWS, keys.bearer("scorer")).statusCode()).isEqualTo(200);
    assertThat(client.get("/models", keys.bearer("scorer")).statusCode()).isEqualTo(200);
  }

  @Test
  void a_key_ends_at_its_time() throws Exception {
    assertThat(client.get("/sample", keys.bearer("guest")).statusCode()).isEqualTo(200);
    now.set(Instant.parse("2026-11-26T23:59:59.999Z"));
    assertThat(client.get("/sample", keys.bearer("guest")).statusCode()).isEqualTo(200);
    now.set(Instant.parse("2026-11-27T00:00:00Z"));
    problem(client.get("/sample", keys.bearer("guest")), 401, "unauthorized");
    assertThat(client.get("/sample", keys.bearer("sampler")).statusCode()).isEqualTo(200);
  }

  @Test
  void a_key_is_rotated_while_the_server_runs() throws Exception {
    keys.add("sampler-2027", SAMPLE);
    awaitStatus(200, "sampler-2027");
    assertThat(client.get("/sample", keys.bearer("sampler")).statusCode()).isEqualTo(200);
    keys.remove("sampler");
    awaitStatus(401, "sampler");
    assertThat(client.get("/sample", keys.bearer("sampler-2027")).statusCode()).isEqualTo(200);
  }

  @Test
  void a_file_of_keys_that_is_damaged_or_gone_leaves_the_keys_as_they_were() throws Exception {
    String good = Files.readString(keys.path());
    for (String bad : new String[] {"- {name: x}\n", "[", "", "# nothing\n"}) {
      Files.writeString(keys.path(), bad);
      Thread.sleep(60);
      assertThat(client.get("/sample", keys.bearer("sampler")).statusCode()).isEqualTo(200);
    }
    Files.delete(keys.path());
    Thread.sleep(60);
    assertThat(client.get("/sample", keys.bearer("sampler")).statusCode()).isEqualTo(200);
    Files.writeString(
        keys.path(),
        good.lines().filter(l -> !l.contains("\"sampler\"")).toList().stream()
            .collect(java.util.stream.Collectors.joining("\n")));
    awaitStatus(401, "sampler");
  }

  @Test
  void health_is_open_and_unknown_paths_and_methods_are_not_told_without_a_key() throws Exception {
    for (String path : new String[] {"/health/live", "/health/ready", "/health/startup"}) {
      assertThat(client.get(path).statusCode()).isEqualTo(200);
      assertThat(head(path).statusCode()).isEqualTo(200);
    }
    assertThat(Client.text(client.get("/health/ready"))).isEqualTo("{\"status\":\"up\"}");
    assertThat(Client.text(client.get("/health/ready", "X-API-Key", "wrong")))
        .isEqualTo("{\"status\":\"up\"}");
    assertThat(Client.text(client.get("/health/ready", keys.bearer("scorer")))).contains("wine");
    assertThat(problem(client.get("/nothing"), 401, "unauthorized")).doesNotContain("/sample");
    assertThat(problem(client.get("/loglik"), 401, "unauthorized")).doesNotContain("POST");
    problem(client.get("/nothing", keys.bearer("scorer")), 404, "unknown-path");
    problem(client.get("/loglik", keys.bearer("sampler")), 405, "method-not-allowed");
    assertThat(head("/sample").statusCode()).isEqualTo(401);
    assertThat(head("/sample", keys.bearer("scorer")).statusCode()).isEqualTo(403);
    assertThat(head("/sample", keys.bearer("sampler")).statusCode()).isEqualTo(200);
    problem(client.get("//sample"), 401, "unauthorized");
    problem(client.get("/sample/"), 401, "unauthorized");
    problem(client.get("/SAMPLE"), 401, "unauthorized");
    problem(client.get("/health/../sample"), 401, "unauthorized");
    problem(client.get("/health/live/..;/..;/sample"), 400, "malformed-request");
  }

  private void awaitStatus(int status, String name) throws Exception {
    for (int i = 0; i < 3000; i++) {
      if (client.get("/sample", keys.bearer(name)).statusCode() == status) {
        return;
      }
      Thread.sleep(10);
    }
    assertThat(client.get("/sample", keys.bearer(name)).statusCode()).isEqualTo(status);
  }

  private HttpResponse<byte[]> head(String path, String... headers) throws Exception {
    return client.send(client.request(path, headers).method("HEAD", BodyPublishers.noBody()));
  }

  private static String basic(String key) {
    byte[] pair = ("me:" + key).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }
}
