package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ByteSize;
import org.mollify.server.config.ServerConfig;

/** Clients that take their time hold up nobody but themselves. */
class SlowReadersTest {
  /** Answers of some twelve megabytes, more than the system takes off the server's hands. */
  private static final int ROWS = 200_000;

  private static final int PATIENCE = 2000;

  @TempDir Path folder;

  private static final int PIPELINED = 1000;

  private MollifyServer server;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    start(config());
  }

  private void start(ServerConfig config) throws IOException {
    server = MollifyServer.start(config);
    client = new Client(server.port());
  }

  private ServerConfig config() throws IOException {
    return ServerConfig.defaults()
        .withPort(0)
        .withWorkers(1, 16)
        .withBundles(List.of(TestBundles.affine(folder.resolve("wine"), "wine")))
        .with("limits.minDataRate", new ByteSize(0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answers_that_nobody_takes_hold_up_no_other() throws Exception {
    try (Socket first = connect();
        Socket second = connect()) {
      for (Socket one : List.of(first, second)) {
        one.getOutputStream().write(scoring());
        assertThat(new String(one.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
            .isEqualTo("HTTP/1.1 200");
      }
      assertThat(client.get("/sample?n=2&timeout_ms=20000").statusCode()).isEqualTo(200);
      assertThat(client.post("/loglik?timeout_ms=20000", "{\"rows\": [[1, 2, 3]]}").statusCode())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Accept-Encoding: gzip\r\n"})
  void short_answers_that_nobody_takes_hold_up_no_other(String header) throws Exception {
    // 1,000 samples of 3 values are 24,128 bytes, just below what is written at once.
    String request =
        "GET /sample?n=1000 HTTP/1.1\r\nHost: x\r\nAccept: application/x-npy\r\n" + header + "\r\n";
    try (Socket first = connect();
        Socket second = connect()) {
      write(first, request.repeat(PIPELINED));
      write(second, request.repeat(PIPELINED));
      Meters meters = new Meters(client);
      double before = -1;
      for (double runs = runs(meters); runs > before; runs = runs(meters)) {
        before = runs;
        Thread.sleep(300);
      }
      assertThat(before).as("no room for all answers").isLessThan(2 * PIPELINED);
      assertThat(client.get("/sample?n=2&timeout_ms=20000").statusCode()).isEqualTo(200);
    }
  }

  private static double runs(Meters meters) throws Exception {
    return meters.value("mollify_batch_requests_count{model=\"wine\",role=\"sample\"}");
  }

  @Test
  void a_body_that_is_not_there_in_time_is_told_so_while_it_still_comes() throws Exception {
    try (Socket socket = connect()) {
      write(
          socket,
          "POST /loglik?timeout_ms=100 HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{");
      socket.setSoTimeout(10);
      String answer = "";
      for (int i = 0; i < PATIENCE && answer.isEmpty(); i++) {
        write(socket, " ");
        try {
          answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        } catch (SocketTimeoutException e) {
          // Nothing yet.
        }
      }
      assertThat(answer).isEqualTo("HTTP/1.1 408");
      assertThat(
              new Meters(client)
                  .value("mollify_rejected_total{model=\"wine\",reason=\"deadline\"}"))
          .isEqualTo(1);
    }
  }

  @Test
  void streams_that_are_cut_off_do_not_count_as_requests_for_ever() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (Socket socket = connect()) {
        write(socket, "GET /sample?n=1000000 HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
      }
    }
    new Meters(client).await("mollify_http_active", active -> active == 1);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A request of NPY with rows of ones, whose answer is JSON. */
  private static byte[] scoring() {
    String shape = "{'descr': '<f8', 'fortran_order': False, 'shape': (%d, 3), }".formatted(ROWS);
    String header = shape + " ".repeat(127 - 10 - shape.length()) + "\n";
    byte[] head =
        ("POST /loglik HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n"
                + "Content-Type: application/x-npy\r\nContent-Length: "
                + (128 + ROWS * 24)
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer request = ByteBuffer.allocate(head.length + 128 + ROWS * 24);
    request.order(ByteOrder.LITTLE_ENDIAN).put(head);
    request.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    request.put((byte) 1).put((byte) 0).putShort((short) header.length());
    request.put(header.getBytes(StandardCharsets.US_ASCII));
    while (request.hasRemaining()) {
      request.putDouble(1);
    }
    return request.array();
  }
}
