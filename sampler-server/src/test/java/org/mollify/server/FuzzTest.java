package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;
import org.mollify.server.config.ByteSize;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.route.Route;

/**
 * Whatever comes, a route answers it or says what is wrong with it: 200 or 4xx with a problem
 * document (below {@code /v2} an error object), never 500, never silence, and the next good request
 * is answered. {@code -Dfuzz.tries=N} sets how much comes.
 */
class FuzzTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String GOOD = "{\"rows\": [[1.5, -2.25, 1600000001]]}";

  private static Path folder;
  private static MollifyServer server;
  private static Client client;
  private static List<byte[]> good;
  private static CapturedLog leaks;

  @BeforeContainer
  static void start() throws Exception {
    folder = Files.createTempDirectory("fuzz");
    List<Path> bundles =
        List.of(
            TestBundles.affine(folder.resolve("wine"), "wine"),
            TestBundles.mixed(folder.resolve("mixed"), "mixed"),
            TestBundles.lowerBound(folder.resolve("bound"), "bound", 8),
            TestImageBundle.write(folder.resolve("image"), "image"));
    server =
        MollifyServer.start(
            ServerConfig.defaults()
                .withPort(0)
                .withBundles(bundles)
                .with("limits.maxRows", 40_000)
                .with("limits.maxValues", 100_000)
                .with("limits.maxBodySize", ByteSize.ofKiB(64))
                .with("limits.maxImportanceSamples", 100)
                .with("limits.idleTimeout", Duration.ofSeconds(5)));
    client = new Client(server.port());
    good = new ArrayList<>(FuzzBodies.good());
    for (String model : List.of("wine", "mixed", "image")) {
      String path = "/models/" + model + "/sample?n=3&seed=1";
      good.add(client.get(path, "Accept", FuzzRequests.ARROW).body());
    }
    leaks = new CapturedLog("org.mollify.server.format.ArrowMemory", Level.WARN);
    for (byte[] body : good) {
      assertThat(body).hasSizeGreaterThan(20);
    }
  }

  @AfterContainer
  static void stop() throws IOException {
    leaks.close();
    server.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** A request. */
  record Shot(Route route, String path, Map<String, String> headers, byte[] body) {
    @Override
    public String toString() {
      return route.method().name()
          + " "
          + path
          + " "
          + headers
          + "\n"
          + new String(body, StandardCharsets.ISO_8859_1);
    }
  }

  @Property(seed = "20261126", shrinking = ShrinkingMode.OFF)
  void every_request_is_answered_or_refused(@ForAll("shots") Shot shot) throws Exception {
    HttpRequest.Builder request = client.request(shot.path()).timeout(PATIENCE);
    shot.headers().forEach(request::header);
    boolean bodyless = shot.route().method().name().matches("GET|HEAD");
    request.method(
        shot.route().method().name(),
        bodyless && shot.body().length % 3 > 0
            ? BodyPublishers.noBody()
            : BodyPublishers.ofByteArray(shot.body()));
    HttpResponse<byte[]> answer = send(request);
    requireAnswerOrProblem(answer, shot);
    assertThat(leaks.lines()).as(shot.toString()).isEmpty();
    requireAlive();
  }

  @Provide
  Arbitrary<Shot> shots() {
    return Combinators.combine(
            FuzzRequests.routes(server.routes()),
            Arbitraries.of(
                "wine", "mixed", "image", "bound", "wine", "nope", "%2e%2e", "%00", "a%20b"),
            FuzzRequests.queries(),
            FuzzRequests.accepts(),
            FuzzRequests.contentTypes(),
            FuzzBodies.any(good),
            Arbitraries.of(true, false),
            Arbitraries.of("", "", "", "0", "150", "-1", "99999999999", "x"))
        .as(
            (route, model, query, accept, type, body, fitting, jsonLength) -> {
              Map<String, String> headers = new java.util.LinkedHashMap<>();
              headers.put("Accept", accept);
              headers.put("Content-Type", fitting ? FuzzRequests.contentTypeOf(body) : type);
              headers.put("Inference-Header-Content-Length", jsonLength);
              headers.values().removeIf(String::isEmpty);
              String path =
                  route
                      .path()
                      .replace("{name}", model)
                      .replace("{file}", model)
                      .replace("{version}", "1");
              return new Shot(route, path + query, headers, body);
            });
  }

  /** A body that is cut, or that stops coming, gets 4xx or the end of the connection. */
  @Property(tries = 8, seed = "3", shrinking = ShrinkingMode.OFF)
  void a_body_that_ends_early_or_stalls_holds_nobody_up(@ForAll("stalled") Stalled stalled)
      throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      String head =
          "POST "
              + stalled.path()
              + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
              + (stalled.chunked() ? "Transfer-Encoding: chunked" : "Content-Length: 500")
              + "\r\n\r\n"
              + (stalled.chunked() ? "1f4\r\n" : "");
      socket.getOutputStream().write((head + "{\"rows\": [[1,").getBytes());
      if (stalled.cut()) {
        socket.shutdownOutput();
      }
      byte[] answer = socket.getInputStream().readAllBytes();
      if (answer.length > 0) {
        String text = new String(answer, StandardCharsets.UTF_8);
        assertThat(text).startsWith("HTTP/1.1 4").doesNotContain("<html");
        assertThat(text).containsAnyOf("application/problem+json", "{\"error\":");
      }
    }
    requireAlive();
  }

  /** A request that does not come to its end. */
  record Stalled(String path, boolean chunked, boolean cut) {}

  @Provide
  Arbitrary<Stalled> stalled() {
    return Combinators.combine(
            Arbitraries.of("/loglik", "/models/image/loglik", "/v2/models/wine/infer"),
            Arbitraries.of(true, false),
            Arbitraries.frequency(
                net.jqwik.api.Tuple.of(3, true), net.jqwik.api.Tuple.of(1, false)))
        .as(Stalled::new);
  }

  /** Bytes that are no request get 4xx or the end of the connection. */
  @Property(seed = "4", shrinking = ShrinkingMode.OFF)
  void bytes_that_are_no_request_are_refused(@ForAll("lines") String lines) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(lines.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      if (!answer.isEmpty()) {
        assertThat(answer.replace("HTTP/1.1 100 Continue\r\n\r\n", ""))
            .matches("(?s)HTTP/1\\.1 ([24]\\d\\d|501|505) .*")
            .doesNotContain("<html");
      }
    } catch (java.net.SocketException e) {
      // Closed while we were writing: refused.
    }
    requireAlive();
  }

  @Provide
  Arbitrary<String> lines() {
    return FuzzRequests.lines();
  }

  private static void requireAnswerOrProblem(HttpResponse<byte[]> answer, Shot shot)
      throws IOException {
    int status = answer.statusCode();
    if (status == 504 && shot.path().contains("timeout_ms=")) {
      return;
    }
    assertThat(status).as("%s\n%s", shot, Client.text(answer)).isBetween(200, 499);
    if (status < 400 || shot.route().method().name().equals("HEAD")) {
      return;
    }
    JsonNode body = Client.MAPPER.readTree(answer.body());
    // A path that cannot be read belongs to nobody.
    boolean inference = shot.path().startsWith("/v2") && !body.path("instance").isNull();
    assertThat(answer.headers().firstValue("Content-Type"))
        .as(shot.toString())
        .hasValue(inference ? "application/json" : "application/problem+json");
    String detail = body.path(inference ? "error" : "detail").asText();
    assertThat(detail)
        .as(shot.toString())
        .isNotBlank()
        .doesNotContain("\n")
        .doesNotContain("Exception")
        .doesNotContain("org.");
  }

  /** The next good request, on a connection of its own, is answered. */
  private static void requireAlive() throws Exception {
    byte[] body = GOOD.getBytes(StandardCharsets.UTF_8);
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      String head =
          "POST /loglik HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length
              + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200");
    }
  }

  /**
   * Sends a request, once more if its connection was closed before any of an answer came: the
   * server may end a kept one in the moment in which the client takes it up (RFC 9112, 9.3.1).
   */
  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    try {
      return client.send(request);
    } catch (HttpTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return client.send(request);
    }
  }
}
