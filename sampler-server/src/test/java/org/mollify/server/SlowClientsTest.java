package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ByteSize;
import org.mollify.server.config.ServerConfig;

/** Clients that would hold a connection for long. */
class SlowClientsTest {
  private static final int PATIENCE = 1000;
  private static final int STEADY_BYTES_PER_SECOND = 300_000;
  private static final long STEADY_BYTES = 7L * STEADY_BYTES_PER_SECOND;
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

  @TempDir Path folder;

  private CapturedLog log;
  private MollifyServer server;

  @BeforeEach
  void start() throws Exception {
    log = new CapturedLog("org.mollify.server", Level.INFO);
    server = MollifyServer.start(config());
  }

  private ServerConfig config() throws Exception {
    return ServerConfig.defaults()
        .withPort(0)
        .withBundles(List.of(TestBundles.affine(folder.resolve("wine"), "wine")))
        .with("limits.headerTimeout", Duration.ofMillis(200))
        .with("limits.minDataRate", ByteSize.ofKiB(4));
  }

  private void restart(int headerSeconds, int bytesPerSecond) throws Exception {
    server.close();
    server =
        MollifyServer.start(
            config()
                .with("limits.headerTimeout", Duration.ofSeconds(headerSeconds))
                .with("limits.minDataRate", new ByteSize(bytesPerSecond)));
  }

  @AfterEach
  void stop() {
    server.close();
    log.close();
  }

  @Test
  void a_header_that_comes_byte_by_byte_ends_the_connection() throws Exception {
    try (Socket socket = connect()) {
      assertThat(trickle(socket, "GET /models HTTP/1.1\r\nHost: x\r\nX-Long: ")).isTrue();
      assertThat(log.lines()).contains("closed a connection that was too slow: HEADER");
    }
  }

  @Test
  void a_second_request_may_not_be_slower_than_the_first() throws Exception {
    try (Socket socket = connect()) {
      assertThat(ask(socket)).isEqualTo(200);
      assertThat(trickle(socket, "GET /models HTTP/1.1\r\nX-Long: ")).isTrue();
    }
  }

  @Test
  void a_body_that_comes_byte_by_byte_ends_the_connection_and_is_no_failure_of_the_server()
      throws Exception {
    try (Socket socket = connect()) {
      assertThat(
              trickle(
                  socket, "POST /loglik HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{"))
          .isTrue();
      assertThat(log.lines()).contains("closed a connection that was too slow: BODY");
      assertThat(new Client(server.port()).get("/models").statusCode()).isEqualTo(200);
      assertThat(log.lines()).noneMatch(line -> line.contains("request failed"));
    }
  }

  @Test
  void bodies_that_come_slowly_leave_room_for_who_sends_none() throws Exception {
    restart(20, 1);
    List<Socket> senders = new ArrayList<>();
    try {
      for (int i = 0; i < 260; i++) {
        senders.add(beginBody());
      }
      Client client = new Client(server.port());
      String full = "128 bodies are being read; ask again in a second";
      await(() -> Client.text(client.post("/loglik", "{\"rows\": [[1, 2, 3]]}")).contains(full));
      assertThat(client.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(client.get("/sample?n=2").statusCode()).isEqualTo(200);
      senders.add(beginBody());
      senders.get(260).setSoTimeout(20_000);
      assertThat(new String(senders.get(260).getInputStream().readNBytes(12))).endsWith(" 503");
    } finally {
      for (Socket sender : senders) {
        sender.close();
      }
    }
    // What the senders held is free again.
    Client client = new Client(server.port());
    await(() -> client.post("/loglik", "{\"rows\": [[1, 2, 3]]}").statusCode() == 200);
  }

  private Socket beginBody() throws IOException {
    Socket socket = connect();
    write(socket, "POST /loglik HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{");
    return socket;
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    for (int i = 0; !condition.call(); i++) {
      assertThat(i).isLessThan(PATIENCE);
      Thread.sleep(10);
    }
  }

  @Test
  void an_answer_that_nobody_takes_ends_the_connection() throws Exception {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
      write(socket, "GET /sample?n=100000 HTTP/1.1\r\nHost: x\r\n\r\n");
      for (int i = 0; i < PATIENCE && !closed("ANSWER"); i++) {
        socket.getInputStream().read();
        Thread.sleep(10);
      }
      assertThat(closed("ANSWER")).isTrue();
      assertThat(log.lines()).noneMatch(line -> line.contains("request failed"));
    }
  }

  /**
   * The system tells the server late that a client has taken something: not before a third of what
   * it holds for the client is gone.
   */
  @Test
  void an_answer_that_is_taken_steadily_is_sent_to_its_end_however_large() throws Exception {
    restart(3, 256);
    try (Socket socket = connect()) {
      socket.setSoTimeout(20_000);
      write(socket, "GET /sample?n=1000000 HTTP/1.1\r\nHost: x\r\n\r\n");
      long begun = System.nanoTime();
      for (int taken = 0; taken < STEADY_BYTES; taken += STEADY_BYTES_PER_SECOND / 50) {
        long due = TimeUnit.SECONDS.toNanos(1) * taken / STEADY_BYTES_PER_SECOND;
        TimeUnit.NANOSECONDS.sleep(due - (System.nanoTime() - begun));
        assertThat(socket.getInputStream().readNBytes(STEADY_BYTES_PER_SECOND / 50)).isNotEmpty();
      }
      assertThat(log.lines()).noneMatch(line -> line.startsWith("closed a connection"));
    }
  }

  @Test
  void a_connection_that_waits_between_requests_and_a_body_that_comes_steadily_are_left_alone()
      throws Exception {
    restart(1, 16);
    try (Socket socket = connect()) {
      assertThat(ask(socket)).isEqualTo(200);
      Thread.sleep(1500);
      assertThat(ask(socket)).isEqualTo(200);
      assertThat(sendSteadily(socket, "POST /loglik", "")).isEqualTo(200);
      assertThat(log.lines()).noneMatch(line -> line.startsWith("closed a connection"));
    }
  }

  @ParameterizedTest
  @CsvSource({"POST /loglik, Expect: 100-continue, 200", "POST /nowhere, X-Any: thing, 404"})
  void a_body_after_an_interim_or_a_final_answer_is_a_body_still(
      String line, String header, int status) throws Exception {
    restart(1, 16);
    try (Socket socket = connect()) {
      assertThat(sendSteadily(socket, line, header + "\r\n")).isEqualTo(status);
      assertThat(log.lines()).noneMatch(read -> read.startsWith("closed a connection"));
    }
  }

  /** Sends a body in a second and a half, and returns the status of the answer. */
  private static int sendSteadily(Socket socket, String line, String header) throws Exception {
    String body = "{\"rows\": [" + "[1,2,3],".repeat(2000) + "[1,2,3]]}";
    write(
        socket,
        line
            + " HTTP/1.1\r\nHost: x\r\n"
            + header
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n");
    if (header.startsWith("Expect")) {
      String interim = "HTTP/1.1 100 Continue\r\n\r\n";
      byte[] read = socket.getInputStream().readNBytes(interim.length());
      assertThat(new String(read, StandardCharsets.US_ASCII)).isEqualTo(interim);
    }
    for (int from = 0; from < body.length(); from += 1000) {
      write(socket, body.substring(from, Math.min(body.length(), from + 1000)));
      Thread.sleep(90);
    }
    return status(socket);
  }

  @Test
  void a_silent_connection_is_closed_after_the_idle_timeout() throws Exception {
    server.close();
    server = MollifyServer.start(config().with("limits.idleTimeout", Duration.ofMillis(150)));
    try (Socket socket = connect()) {
      socket.setSoTimeout(20_000);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void a_body_that_stops_is_told_so_after_the_idle_timeout() throws Exception {
    server.close();
    server =
        MollifyServer.start(
            config()
                .with("limits.idleTimeout", Duration.ofSeconds(1))
                .with("limits.minDataRate", new ByteSize(0)));
    try (Socket socket = connect()) {
      socket.setSoTimeout(20_000);
      write(socket, "POST /loglik HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 408").contains("urn:mollify:problem:request-timeout");
    }
  }

  @Test
  void an_answer_that_takes_longer_than_the_idle_timeout_to_compute_is_not_cut_off()
      throws Exception {
    server.close();
    try (GatedThreads gate = new GatedThreads(1)) {
      server =
          MollifyServer.start(
              config().with("limits.idleTimeout", Duration.ofSeconds(1)), gate.threads());
      Executor later = CompletableFuture.delayedExecutor(2500, TimeUnit.MILLISECONDS);
      CompletableFuture.runAsync(gate::open, later);
      assertThat(new Client(server.port()).get("/sample").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void connections_above_the_limit_wait_for_another_to_end() throws Exception {
    server.close();
    server = MollifyServer.start(config().with("limits.maxConnections", 1));
    try (Socket second = new Socket()) {
      try (Socket first = connect()) {
        assertThat(ask(first)).isEqualTo(200);
        second.connect(new InetSocketAddress("127.0.0.1", server.port()));
        second.setSoTimeout(200);
        write(second, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        boolean answered;
        try {
          answered = second.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
          answered = false;
        }
        assertThat(answered).isFalse();
      }
      second.setSoTimeout(20_000);
      assertThat(second.getInputStream().read()).isEqualTo('H');
    }
  }

  private boolean closed(String phase) {
    return log.lines().contains("closed a connection that was too slow: " + phase);
  }

  private Socket connect() throws IOException {
    return new Socket("127.0.0.1", server.port());
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends a byte now and then; whether the server ended the connection. */
  private static boolean trickle(Socket socket, String beginning) throws IOException {
    write(socket, beginning);
    socket.setSoTimeout(20);
    OutputStream out = socket.getOutputStream();
    for (int i = 0; i < PATIENCE; i++) {
      try {
        out.write('x');
        if (socket.getInputStream().read() < 0) {
          return true;
        }
      } catch (SocketTimeoutException e) {
        // Still open.
      } catch (IOException e) {
        return true;
      }
    }
    return false;
  }

  private static int ask(Socket socket) throws IOException {
    write(socket, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    return status(socket);
  }

  /** Reads one answer; returns its status. */
  private static int status(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append(next(in));
    }
    Matcher length = LENGTH.matcher(head);
    if (length.find()) {
      in.readNBytes(Integer.parseInt(length.group(1)));
    } else {
      StringBuilder chunks = new StringBuilder();
      while (chunks.indexOf("\r\n0\r\n\r\n", chunks.length() - 7) < 0) {
        chunks.append(next(in));
      }
    }
    return Integer.parseInt(head.substring(9, 12));
  }

  private static char next(InputStream in) throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the answer ends before its end");
    }
    return (char) next;
  }
}
