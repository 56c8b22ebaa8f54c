package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ServerConfig;

/** A server that is told to stop while clients hold it up. */
class StoppingTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  private MollifyServer server;

  private void start(Duration stopTimeout) throws Exception {
    server =
        MollifyServer.start(
            ServerConfig.defaults()
                .withPort(0)
                .with("stopTimeout", stopTimeout)
                .with("limits.idleTimeout", Duration.ofMinutes(5))
                .withBundles(List.of(TestBundles.affine(folder.resolve("wine"), "wine"))));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void connections_that_wait_for_nothing_are_closed() throws Exception {
    start(Duration.ofMinutes(5));
    try (Socket idle = connect()) {
      send(idle, "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(idle.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      idle.getInputStream().readAllBytes();
      assertThat(closing).succeedsWithin(SOON);
    }
  }

  @Test
  void a_header_that_has_begun_is_not_waited_for() throws Exception {
    start(Duration.ofMinutes(5));
    try (Socket begun = connect()) {
      send(begun, "GET /health/live HTTP/1.1\r\nHo");
      Thread.sleep(1500);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      assertThat(closing).succeedsWithin(SOON);
    }
  }

  @Test
  void a_body_that_pauses_has_the_time_it_always_has() throws Exception {
    start(Duration.ofMinutes(5));
    String body = "{\"rows\": [[1, 2, 3]]}";
    try (Socket slow = connect()) {
      send(slow, "POST /loglik HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length());
      send(slow, "\r\n\r\n{");
      new Meters(new Client(server.port())).await("mollify_http_active", count -> count == 2);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      Thread.sleep(4000);
      send(slow, body.substring(1));
      assertThat(slow.getInputStream().readAllBytes())
          .asString()
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("Connection: close")
          .contains("logLikelihood");
      assertThat(closing).succeedsWithin(SOON);
    }
  }

  @Test
  void who_keeps_it_waiting_too_long_is_cut_off_and_the_server_ends_in_good_order()
      throws Exception {
    start(Duration.ofSeconds(2));
    try (Socket slow = connect()) {
      send(slow, "POST /loglik HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{");
      new Meters(new Client(server.port())).await("mollify_http_active", count -> count == 2);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      while (!closing.isDone()) {
        trickle(slow);
        Thread.sleep(100);
      }
      assertThat(closing).succeedsWithin(SOON);
      server.awaitClose();
    }
  }

  private static void trickle(Socket socket) {
    try {
      send(socket, " ");
    } catch (IOException e) {
      // It is cut off.
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout((int) SOON.toMillis());
    return socket;
  }
}
