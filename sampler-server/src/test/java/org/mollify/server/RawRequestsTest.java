package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.testing.TestBundles;

/** Requests that no HTTP library sends, written byte by byte. */
class RawRequestsTest {
  /** What to do. */
  private static final String[] ADVICE = {"; send ", "; check ", "; HTTP/1.1 expects "};

  private static final String ROWS = "{\"rows\": [[1, 2, 3]]}";

  @RegisterExtension
  static final RunningServer server = RunningServer.of("wine", TestBundles::affine);

  private final Meters meters = new Meters(server.client());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET /sample HTTP/1.1\\r\\n | 400 | there is no header Host; HTTP/1.1 expects one, such as Host: localhost",
        "GET http://a/sample HTTP/1.1\\r\\nHost: b\\r\\n | 400 | the request line and the header Host name different hosts; send a path alone, or the same host in both",
        "GET /sample HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n | 400 | the request is not well-formed HTTP/1.1 (",
        "GET /sample HTTP/1.1\\r\\nHost: a\\r\\nNo Header\\r\\n | 400 | the request is not well-formed HTTP/1.1 (",
        "GET /%zz HTTP/1.1\\r\\nHost: a\\r\\n | 400 | the request is not well-formed HTTP/1.1; check the",
        "POST /loglik HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: x\\r\\n | 400 | the request is not well-formed HTTP/1.1 (",
        "GET /sample HTTP/3.9\\r\\nHost: a\\r\\n | 505 | this version of HTTP is not spoken here; send HTTP/1.1",
        "GET /sample HTTP/1.1\\r\\nHost: a\\r\\nX: LONG\\r\\n | 431 | the headers are longer than the server takes (limits.maxHeaderSize); send fewer or shorter ones",
        "GET /LONG HTTP/1.1\\r\\nHost: a\\r\\n | 414 | the request line is longer than the server takes (limits.maxHeaderSize); send a shorter path and query"
      })
  void what_cannot_be_read_as_http_is_told_what_to_do(String head, int status, String detail)
      throws Exception {
    String request = head.replace("\\r\\n", "\r\n").replace("LONG", "x".repeat(9000));
    String counted =
        "mollify_http_requests_seconds_count{method=\"%s\",model=\"\",route=\"none\",status=\"%d\"}";
    JsonNode problem = problem(answer(request + "Connection: close\r\n\r\n"), status);
    assertThat(problem.get("detail").asText()).startsWith(detail).containsAnyOf(ADVICE);
    assertThat(
            meters
                .text()
                .lines()
                .filter(line -> line.startsWith("mollify_http_requests_seconds_c")))
        .anyMatch(
            line ->
                line.startsWith(counted.formatted("GET", status))
                    || line.startsWith(counted.formatted("POST", status))
                    || line.startsWith(counted.formatted("none", status)));
  }

  @Test
  void methods_that_http_does_not_have_share_one_series() throws Exception {
    String series =
        "mollify_http_requests_seconds_count{method=\"none\",model=\"\",route=\"none\",status=\"501\"}";
    double before = meters.value(series);
    for (String method : new String[] {"BREW", "brew", "BREWED"}) {
      problem(answer(method + " / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 501);
    }
    assertThat(meters.value(series) - before).isEqualTo(3);
    assertThat(meters.text()).doesNotContain("BREW");
  }

  @Test
  void a_body_above_the_limit_that_waits_to_be_wanted_is_never_asked_for() throws Exception {
    String answer =
        answer(
            "POST /loglik HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n"
                + "Content-Length: 99999999\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413");
    assertThat(problem(answer, 413).get("detail").asText())
        .startsWith("the body is larger than 16777216 bytes; ");
  }

  @Test
  void a_body_within_the_limit_that_waits_to_be_wanted_is_asked_for() throws Exception {
    try (Socket socket = connect()) {
      write(
          socket,
          "POST /loglik HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n"
              + "Content-Length: "
              + ROWS.length()
              + "\r\n\r\n");
      String leave = "HTTP/1.1 100 Continue\r\n\r\n";
      assertThat(new String(socket.getInputStream().readNBytes(leave.length()))).isEqualTo(leave);
      write(socket, ROWS);
      assertThat(new String(socket.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 200");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}zz\r\n0\r\n\r\n",
        "-1\r\n{}\r\n0\r\n\r\n",
        "15\r\n{}"
      })
  void chunks_that_cannot_be_read_are_called_that(String chunks) throws Exception {
    String answer = answerToEnd(chunked("chunked", chunks));
    assertThat(problem(answer, 400).get("detail").asText())
        .isEqualTo(
            "the chunks of the body cannot be read to their end; expected of each its length in"
                + " hexadecimal digits, its bytes and the line ends, and one of length 0 as the"
                + " last");
  }

  @Test
  void a_body_that_ends_early_is_called_that() throws Exception {
    String answer =
        answerToEnd("POST /loglik HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n{\"rows\"");
    assertThat(problem(answer, 400).get("detail").asText())
        .isEqualTo("the body ends before its declared length; send it again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip, chunked", "gzip,chunked", "identity, chunked", "x, Chunked"})
  void a_body_in_a_coding_that_is_not_undone_is_refused(String coding) throws Exception {
    String answer = answer(chunked(coding, "15\r\n" + ROWS + "\r\n0\r\n\r\n"));
    assertThat(problem(answer, 501).get("detail").asText())
        .isEqualTo(
            "the body comes in a transfer coding that is not undone here; expected"
                + " Transfer-Encoding: chunked alone, or Content-Length");
  }

  @ParameterizedTest
  @ValueSource(strings = {"chunked", "Chunked", " chunked "})
  void a_chunked_body_is_read(String coding) throws Exception {
    assertThat(answer(chunked(coding, "15\r\n" + ROWS + "\r\n0\r\n\r\n")))
        .startsWith("HTTP/1.1 200");
  }

  private static String chunked(String coding, String chunks) {
    return "POST /loglik HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: "
        + coding
        + "\r\n\r\n"
        + chunks;
  }

  private static String answer(String request) throws IOException {
    try (Socket socket = connect()) {
      write(socket, request);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The answer to a request after which the client sends nothing more. */
  private static String answerToEnd(String request) throws IOException {
    try (Socket socket = connect()) {
      write(socket, request);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static JsonNode problem(String answer, int status) throws IOException {
    assertThat(answer).contains("HTTP/1.1 " + status).contains("application/problem+json");
    return Client.MAPPER.readTree(answer.substring(answer.indexOf("\r\n\r\n{") + 4));
  }
}
