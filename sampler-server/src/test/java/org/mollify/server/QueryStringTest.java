package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.testing.TestBundles;

/** Queries as they stand in the URL: escapes, UTF-8, and what other headers have no say in. */
class QueryStringTest {
  @RegisterExtension
  static final RunningServer server = RunningServer.of("wine", TestBundles::affine);

  private final Client client = server.client();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/sample?n=10% | n=10% has an incomplete escape",
        "/sample?seed=%zz | seed=%zz has an incomplete escape",
        "/sample?n=1&seed=%1 | seed=%1 has an incomplete escape",
        "/sample?se%=1 | se%=1 has an incomplete escape",
        "/sample?n=%+1 | n=%+1 has an incomplete escape",
        "/sample?timeout_ms=%zz | timeout_ms=%zz has an incomplete escape",
        "/models?a=% | a=% has an incomplete escape",
        "/models/wine/calibration?bins=4%g0 | bins=4%g0 has an incomplete escape",
        "/sample?seed=%ff | seed=%ff is not UTF-8",
        "/sample?seed=%ED%A0%80 | seed=%ED%A0%80 is not UTF-8"
      })
  void an_escape_that_is_none_is_refused(String target, String detail) throws Exception {
    String answer = raw("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("urn:mollify:problem:bad-parameter");
    assertThat(answer).contains("\"detail\":\"the query " + detail);
  }

  @Test
  void a_refusal_of_the_inference_protocol_has_its_own_form() throws Exception {
    String answer =
        raw(
            "POST /v2/models/wine/infer?x=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("{\"error\":\"the query x=%zz has");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset",
        "application/json; charset=foo",
        "application/json; charset=utf-16",
        "application/json; charset=\"",
        ";charset="
      })
  void the_type_of_a_body_has_no_say_in_the_query(String type) throws Exception {
    assertThat(json(client.get("/sample?n=3&seed=7", "Content-Type", type)))
        .isEqualTo(json(client.get("/sample?n=3&seed=7")));
    assertThat(problem(client.get("/sample?zebra=1", "Content-Type", type), 400, "bad-parameter"))
        .startsWith("unknown parameter \"zebra\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"foo | foo", "\" | ``", "a b | a"})
  void a_body_in_a_character_set_that_is_none_is_refused(String charset, String name)
      throws Exception {
    String type = "application/json; charset=" + charset;
    String detail = "the header Content-Type has the charset \"" + name + "\", which is none";
    assertThat(
            problem(
                client.post("/loglik", "{}", "Content-Type", type), 415, "unsupported-media-type"))
        .startsWith(detail);
    HttpResponse<byte[]> inference =
        client.post("/v2/models/wine/infer", "{}", "Content-Type", type);
    assertThat(inference.statusCode()).isEqualTo(415);
    assertThat(Client.MAPPER.readTree(inference.body()).get("error").asText()).startsWith(detail);
  }

  @Test
  void names_and_values_are_decoded_and_empty_parts_mean_nothing() throws Exception {
    assertThat(json(client.get("/sample?&%6E=%33&&seed=+7&")))
        .isEqualTo(json(client.get("/sample?n=3&seed=7")));
    assertThat(problem(client.get("/sample?seed=%E2%88%9E%26"), 400, "bad-parameter"))
        .startsWith("seed is \"∞&\"; expected a whole number");
    assertThat(problem(client.get("/sample?seed=1=2"), 400, "bad-parameter"))
        .startsWith("seed is \"1=2\"; expected a whole number");
    assertThat(problem(client.get("/sample?n=1&%6e=2"), 400, "bad-parameter"))
        .isEqualTo("parameter n comes 2 times; give it once");
    assertThat(problem(client.get("/sample?=1"), 400, "bad-parameter"))
        .startsWith("unknown parameter \"\"");
  }

  private static String raw(String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
