package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.problem;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ByteSize;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.security.Scope;

/** What browsers are told with every answer, and who may ask from elsewhere. */
class SecurityHeadersTest {
  private static final String ELSEWHERE = "https://app.example.org";

  @TempDir static Path folder;

  private static KeyFile keys;
  private static MollifyServer closed;
  private static MollifyServer open;
  private static Client client;
  private static Client crossing;

  @BeforeAll
  static void start() throws Exception {
    keys = new KeyFile(folder.resolve("keys.yaml")).add("k", Scope.values());
    ServerConfig config =
        ServerConfig.defaults()
            .withPort(0)
            .withBundles(List.of(TestBundles.affine(folder.resolve("wine"), "wine")))
            .with("limits.maxHeaderSize", ByteSize.ofKiB(2));
    closed = MollifyServer.start(config);
    open =
        MollifyServer.start(
            config
                .with("security.keyFile", keys.path())
                .with("security.corsOrigins", List.of(ELSEWHERE)));
    client = new Client(closed.port());
    crossing = new Client(open.port());
  }

  @AfterAll
  static void stop() {
    closed.close();
    open.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/page/main.js", "/sample", "/models", "/nothing", "/sample?n=0", "/%00"})
  void every_answer_tells_browsers_to_be_careful(String path) throws Exception {
    HttpResponse<byte[]> answer = client.get(path);
    Map.of(
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "X-Frame-Options", "DENY",
            "Cross-Origin-Resource-Policy", "same-origin")
        .forEach(
            (name, value) -> assertThat(answer.headers().allValues(name)).containsExactly(value));
    boolean page = path.equals("/") || path.endsWith(".js");
    assertThat(answer.headers().allValues("Cache-Control"))
        .containsExactly(page ? "no-cache" : "no-store");
    assertThat(answer.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("default-src 'none'")
        .contains("frame-ancestors 'none'");
    assertThat(answer.headers().firstValue("Server")).isEmpty();
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void headers_above_the_limit_are_a_problem_document() throws Exception {
    assertThat(problem(client.get("/models", "X-Long", "x".repeat(3000)), 431, "headers-too-large"))
        .isNotBlank();
    assertThat(client.get("/models?" + "x".repeat(3000)).statusCode()).isIn(414, 431);
    assertThat(client.get("/models", "X-Short", "x".repeat(1000)).statusCode()).isEqualTo(200);
  }

  @Test
  void pages_of_other_origins_are_not_told_of_answers_unless_configured() throws Exception {
    HttpResponse<byte[]> other = client.get("/models", "Origin", ELSEWHERE);
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(preflight(client, ELSEWHERE).headers().firstValue("Access-Control-Allow-Origin"))
        .isEmpty();
  }

  @Test
  void a_configured_origin_may_ask_before_it_has_a_key_and_then_needs_one() throws Exception {
    HttpResponse<byte[]> before = preflight(crossing, ELSEWHERE);
    assertThat(before.statusCode()).isEqualTo(200);
    assertThat(before.headers().firstValue("Access-Control-Allow-Origin")).hasValue(ELSEWHERE);
    assertThat(before.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
        .containsIgnoringCase("X-API-Key")
        .containsIgnoringCase("Content-Type")
        .containsIgnoringCase("Inference-Header-Content-Length");
    assertThat(before.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
    HttpResponse<byte[]> without = crossing.get("/models", "Origin", ELSEWHERE);
    assertThat(without.statusCode()).isEqualTo(401);
    HttpResponse<byte[]> with =
        crossing.get("/models", "Origin", ELSEWHERE, "X-API-Key", keys.key("k"));
    assertThat(with.statusCode()).isEqualTo(200);
    assertThat(with.headers().firstValue("Access-Control-Allow-Origin")).hasValue(ELSEWHERE);
    assertThat(with.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
        .containsIgnoringCase("Mollify-Seed")
        .containsIgnoringCase("Inference-Header-Content-Length");
    for (String other :
        List.of("https://app.example.org.evil.net", "http://app.example.org", "null")) {
      assertThat(preflight(crossing, other).headers().firstValue("Access-Control-Allow-Origin"))
          .as(other)
          .isEmpty();
    }
  }

  private static HttpResponse<byte[]> preflight(Client from, String origin) throws Exception {
    return from.send(
        from.request(
                "/loglik",
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "content-type,x-api-key")
            .method("OPTIONS", BodyPublishers.noBody()));
  }
}
