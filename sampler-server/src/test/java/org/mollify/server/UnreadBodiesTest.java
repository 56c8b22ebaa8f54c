package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ByteSize;
import org.mollify.server.config.ServerConfig;

/** Clients that send a body to its end before they read an answer that did not wait for it. */
class UnreadBodiesTest {
  private static final int MIB = 1 << 20;

  /** More than systems hold of a body that nobody reads. */
  private static final int LARGE = 48 * MIB;

  @TempDir Path folder;

  private MollifyServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        MollifyServer.start(
            ServerConfig.defaults()
                .withPort(0)
                .with("limits.maxBodySize", ByteSize.ofMiB(64))
                .withBundles(List.of(TestBundles.affine(folder.resolve("wine"), "wine"))));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "POST /nowhere,            Content-Length: SIZE,      404",
    "POST /nowhere,            Transfer-Encoding: chunked, 404",
    "POST /models,             Content-Length: SIZE,      405",
    "BREW /loglik,             Content-Length: SIZE,      501",
    "POST /models/none/loglik, Content-Length: SIZE,      404",
    "POST /loglik,             Content-Encoding: gzip\\r\\nContent-Length: SIZE, 415"
  })
  void an_answer_reaches_who_sends_all_of_a_body_first(String line, String length, int status)
      throws Exception {
    assertThat(answer(head(line, length, LARGE), LARGE)).startsWith("HTTP/1.1 " + status);
  }

  @Test
  void a_body_above_the_limit_is_answered_before_its_end() throws Exception {
    int size = 100 * MIB;
    String head = head("POST /loglik", "Content-Length: SIZE", size);
    assertThat(answer(head, size)).startsWith("HTTP/1.1 413");
  }

  @Test
  void an_answer_that_is_under_way_before_its_end_is_as_good() throws Exception {
    String line = "POST /" + "x".repeat(800);
    String header = "Accept-Encoding: gzip\\r\\nContent-Length: SIZE";
    assertThat(answer(head(line, header, LARGE), LARGE)).startsWith("HTTP/1.1 404");
  }

  @Test
  void a_client_that_sends_nothing_more_is_not_waited_for_as_long_as_others() throws Exception {
    String head = head("POST /nowhere", "Content-Length: SIZE", MIB);
    try (Socket socket = connect()) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      long start = System.nanoTime();
      assertThat(all(socket.getInputStream())).startsWith("HTTP/1.1 404");
      while (new Meters(new Client(server.port())).value("mollify_http_active") > 1) {
        Thread.sleep(50);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  void no_more_is_taken_than_twice_what_a_body_may_have() throws Exception {
    int size = 400 * MIB;
    String head = head("POST /loglik", "Content-Length: SIZE", size);
    assertThatThrownBy(() -> answer(head, size)).isInstanceOf(IOException.class);
    assertThat(new Client(server.port()).get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void a_body_that_waits_to_be_wanted_is_not_waited_for() throws Exception {
    String head = head("POST /nowhere", "Expect: 100-continue\\r\\nContent-Length: SIZE", 1000);
    try (Socket socket = connect()) {
      socket.setSoTimeout(4500);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      assertThat(all(socket.getInputStream())).startsWith("HTTP/1.1 404").doesNotContain(" 100 ");
    }
  }

  @Test
  void a_connection_whose_rest_was_taken_goes_on_as_before() throws Exception {
    server.close();
    server =
        MollifyServer.start(
            ServerConfig.defaults()
                .withPort(0)
                .withBundles(List.of(folder.resolve("wine")))
                .with("limits.idleTimeout", Duration.ofMinutes(1)));
    try (Socket socket = connect()) {
      beginRefused(socket);
      socket.getOutputStream().write(new byte[4 * MIB]);
      Thread.sleep(6000);
      String last = "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(last.getBytes(StandardCharsets.US_ASCII));
      assertThat(all(socket.getInputStream())).contains("HTTP/1.1 200");
    }
  }

  @Test
  void a_body_that_has_come_keeps_the_connection() throws Exception {
    try (Socket socket = connect()) {
      String request = "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
      String last = "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write((request + last).getBytes(StandardCharsets.US_ASCII));
      assertThat(all(socket.getInputStream())).startsWith("HTTP/1.1 404").contains("HTTP/1.1 200");
    }
  }

  @Test
  void a_server_that_stops_does_not_wait_for_the_silence_of_a_kept_connection() throws Exception {
    try (Socket socket = connect()) {
      beginRefused(socket);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      Thread.sleep(300);
      sendUnlessCutOff(socket, new byte[4 * MIB]);
      assertThat(closing).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  @Test
  void a_server_that_stops_does_not_wait_for_a_body_that_goes_on_and_on() throws Exception {
    try (Socket socket = connect()) {
      beginRefused(socket);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      for (int i = 0; i < 200 && !closing.isDone(); i++) {
        sendUnlessCutOff(socket, new byte[1000]);
        Thread.sleep(100);
      }
      assertThat(closing).isCompleted();
    }
  }

  /** Sends the head of a body of 4 MiB, and reads how its answer begins. */
  private static void beginRefused(Socket socket) throws IOException {
    String request = "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 4194304\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    byte[] begin = socket.getInputStream().readNBytes(12);
    assertThat(new String(begin, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 404");
  }

  private static void sendUnlessCutOff(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      // It is cut off.
    }
  }

  private static String head(String line, String length, int size) {
    return line
        + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        + length.replace("\\r\\n", "\r\n").replace("SIZE", String.valueOf(size))
        + "\r\n\r\n";
  }

  /** The answer to a request that is read when all of its body is sent. */
  private String answer(String head, int size) throws IOException {
    boolean chunked = head.contains("chunked");
    byte[] chunk = new byte[MIB];
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      for (int sent = 0; sent < size; sent += MIB) {
        if (chunked) {
          out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.write(chunk);
        if (chunked) {
          out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
      }
      if (chunked) {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      return all(socket.getInputStream());
    }
  }

  private static String all(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }
}
