package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.problem;

import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.io.NpyWriter;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ByteSize;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServerConfig.ModelEntry;

/** Every bad request gets a problem document whose detail says what came and what was expected. */
class ProblemsTest {
  @TempDir static Path folder;

  private static MollifyServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    Path wine = TestBundles.affine(folder.resolve("wine"), "wine");
    List<ModelEntry> models = List.of(new ModelEntry(wine, null), new ModelEntry(wine, "again"));
    server =
        MollifyServer.start(
            ServerConfig.defaults()
                .withPort(0)
                .withModels(models)
                .withWorkers(2, 16)
                .with("limits.maxRows", 1000)
                .with("limits.maxValues", 600)
                .with("limits.maxBodySize", ByteSize.ofKiB(4))
                .with("limits.maxImportanceSamples", 100));
    client = new Client(server.port());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "n=0 | n is 0; expected a whole number from 1 to 1000",
        "n=-5 | n is -5; expected a whole number from 1 to 1000",
        "n=1001 | n is 1001; expected a whole number from 1 to 1000",
        "n=99999999999 | n is 99999999999; expected a whole number from 1 to 1000",
        "n=99999999999999999999 | n is \"99999999999999999999\"; expected a whole number",
        "n=ten | n is \"ten\"; expected a whole number from 1 to 1000",
        "n= | n is \"\"; expected a whole number from 1 to 1000",
        "n=1.5 | n is \"1.5\"; expected a whole number from 1 to 1000",
        "seed=abc | seed is \"abc\"; expected a whole number from -9223372036854775808",
        "seed=9223372036854775808 | seed is \"9223372036854775808\"; expected a whole number",
        "temperature=0 | temperature is \"0\"; expected a finite number above 0",
        "temperature=NaN | temperature is \"NaN\"; expected a finite number above 0",
        "temperature=Infinity | temperature is \"Infinity\"; expected a finite number",
        "temperature=warm | temperature is \"warm\"; expected a finite number above 0",
        "sed=1 | unknown parameter \"sed\" (did you mean \"seed\"?); known parameters: n, seed,",
        "zebra=1 | unknown parameter \"zebra\"; known parameters: n, seed, temperature",
        "n=1&n=2 | parameter n comes 2 times; give it once"
      })
  void a_bad_sampling_parameter_is_named(String query, String detail) throws Exception {
    assertThat(problem(client.get("/sample?" + query), 400, "bad-parameter")).startsWith(detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "samples=0 | samples is 0; expected a whole number from 1 to 100",
        "samples=101 | samples is 101; expected a whole number from 1 to 100",
        "seed=x | seed is \"x\"; expected a whole number from",
        "sample=3 | unknown parameter \"sample\" (did you mean \"samples\"?)"
      })
  void a_bad_scoring_parameter_is_named(String query, String detail) throws Exception {
    assertThat(problem(client.post("/loglik?" + query, "{}"), 400, "bad-parameter"))
        .startsWith(detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | the body is empty; expected {\"rows\": [[...], ...]}",
        "[[1,2,3]] | the body is not a JSON object; expected {\"rows\": [[...], ...]}",
        "{\"rows\": [[1, 2 | not well-formed JSON: line 1, column",
        "{\"rows\": [[1,,2]]} | not well-formed JSON: line 1, column 14",
        "{\"rows\": [[1,2,3]]} x | not well-formed JSON: line 1, column",
        "{\"rows\": [[1,2,3]]} {} | there is more after the JSON object",
        "{\"row\": [[1,2,3]]} | unknown key \"row\" (did you mean \"rows\"?); expected rows",
        "{} | the key rows is missing",
        "{\"rows\": [[1,2,3]], \"rows\": []} | the key rows comes twice"
      })
  void malformed_json_is_located(String body, String detail) throws Exception {
    assertThat(problem(client.post("/loglik", body), 400, "malformed-request")).startsWith(detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9", "0.1", "-1e1"})
  void numbers_of_more_digits_than_any_has_are_malformed(String begin) throws Exception {
    String number = begin + "1".repeat(1001);
    for (String body :
        List.of(
            "{\"rows\": [[1, 2, %s]]}".formatted(number),
            "{\"rows\": [{\"alcohol\": %s}]}".formatted(number))) {
      assertThat(problem(client.post("/loglik", body), 400, "malformed-request"))
          .matches(
              "not well-formed JSON: Number .*length \\(\\d+\\) exceeds the maximum allowed \\(1000\\)");
    }
  }

  @Test
  void the_parser_tells_of_the_body_and_not_of_itself() throws Exception {
    assertThat(problem(client.post("/loglik", "{\"rows\": [[1"), 400, "malformed-request"))
        .isEqualTo(
            "not well-formed JSON: line 1, column 13: Unexpected end-of-input: expected close marker for Array (start marker at [line: 1, column: 11])");
  }

  @Test
  void a_problem_is_one_line_whatever_it_quotes() throws Exception {
    assertThat(problem(client.get("/sample?a%0D%0Ab%E2%80%A8c=1"), 400, "bad-parameter"))
        .startsWith("unknown parameter \"a\\u000d\\u000ab\\u2028c\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | there are no rows; expected at least one",
        "7 | rows is 7; expected a list of rows",
        "[1, 2, 3] | rows[0] is 1; expected a list of numbers or an object of columns",
        "[[1,2,3],[1,2]] | rows[1] has 2 values; expected 3 (alcohol, pH, time stamp)",
        "[[1,2,3,4,5]] | rows[0] has 5 values; expected 3",
        "[[]] | rows[0] has 0 values; expected 3",
        "[[1,\"two\",3]] | rows[0][1] (column \"pH\") is the text \"two\"; expected a number",
        "[[1,2,null]] | rows[0][2] (column \"time stamp\") is missing, and the model was trained",
        "[[1,2,[3]]] | rows[0][2] (column \"time stamp\") is a list; expected a number",
        "[[true,2,3]] | rows[0][0] (column \"alcohol\") is true; expected a number",
        "[[1,2,3],[NaN,2,3]] | rows[1][0] (column \"alcohol\") is NaN; expected a finite number",
        "[[1,-Infinity,3]] | rows[0][1] (column \"pH\") is -Infinity; expected a finite number",
        "[[1,1e999,3]] | rows[0][1] (column \"pH\") is Infinity; expected a finite number",
        "[{\"alcohol\":1,\"ph\":2,\"time stamp\":3}] | rows[0] has the unknown column \"ph\" (did you",
        "[{\"alcohol\":1,\"sugar\":2}] | rows[0] has the unknown column \"sugar\"; columns: alcohol,",
        "[{\"alcohol\":1}] | rows[0] lacks the columns pH, time stamp",
        "[{\"alcohol\":1,\"pH\":2,\"pH\":2,\"time stamp\":3}] | rows[0] has the column \"pH\" twice"
      })
  void rows_that_do_not_fit_are_named(String rows, String detail) throws Exception {
    String body = "{\"rows\": " + rows + "}";
    assertThat(problem(client.post("/models/again/loglik", body), 422, "bad-rows"))
        .startsWith(detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "alcohol,pH\\n1,2 | 422 | the header line lacks the column time stamp",
        "alcohol,pH,time stam\\n1,2,3 | 422 | the header line has the unknown column \"time stam\" (did",
        "1,2,3\\n1,2,3 | 422 | the header line has the unknown column \"1\"",
        "alcohol,pH,pH\\n1,2,3 | 422 | the header line names \"pH\" twice",
        "alcohol,pH,time stamp\\n1,2 | 422 | rows[0] has 2 values; expected 3",
        "alcohol,pH,time stamp\\n1,2,3\\n1,x,3 | 422 | rows[1][1] (column \"pH\") is \"x\"; expected a number (line 3)",
        "alcohol,pH,time stamp\\n1,,3 | 422 | rows[0][1] (column \"pH\") is missing, and the model was trained",
        "alcohol,pH,time stamp\\n1,NaN,3 | 422 | rows[0][1] (column \"pH\") is NaN; expected a finite",
        "alcohol,pH,time stamp | 422 | there are no rows; expected at least one",
        "`` | 400 | the body is empty; expected a line of column names, then rows"
      })
  void a_bad_csv_body_is_explained(String body, int status, String detail) throws Exception {
    String text = body.replace("\\n", "\n");
    String slug = status == 400 ? "malformed-request" : "bad-rows";
    assertThat(problem(client.post("/loglik", text, "Content-Type", "text/csv"), status, slug))
        .startsWith(detail);
  }

  @Test
  void a_bad_npy_body_is_explained() throws Exception {
    assertThat(npy("hello".getBytes(StandardCharsets.UTF_8), 400, "malformed-request"))
        .startsWith("the body is not an NPY array");
    assertThat(npy(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1}, 400, "malformed-request"))
        .startsWith("the NPY header is cut short");
    ByteArrayOutputStream narrow = new ByteArrayOutputStream();
    try (NpyWriter writer = new NpyWriter(narrow, NpyWriter.Type.FLOAT64, 2, 2)) {
      writer.write(new double[4]);
    }
    assertThat(npy(narrow.toByteArray(), 422, "bad-rows"))
        .isEqualTo("rows[0] has 2 values; expected 3 (alcohol, pH, time stamp)");
    byte[] whole = narrow.toByteArray();
    String header = new String(whole, StandardCharsets.ISO_8859_1);
    byte[] complex = header.replace("<f8", "<c8").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(npy(complex, 422, "bad-rows")).startsWith("the array has the element type <c8");
    byte[] lying = header.replace("(2, 2)", "(2, 3)").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(npy(lying, 400, "malformed-request"))
        .isEqualTo("the array holds 32 bytes; its shape says 48");
    byte[] huge =
        header.replace("(2, 2), }", "(99999999999, 3), }").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(npy(huge, 413, "too-large")).contains("at most 200");
  }

  @Test
  void an_unknown_path_names_the_known_ones() throws Exception {
    assertThat(problem(client.get("/sampel"), 404, "unknown-path"))
        .startsWith("there is no /sampel (did you mean \"/sample\"?); known paths: /, /admin/")
        .contains(" /health/live, ");
  }

  @Test
  void an_unknown_model_names_the_known_ones() throws Exception {
    assertThat(problem(client.get("/models/wien/sample"), 404, "unknown-model"))
        .isEqualTo("there is no model \"wien\" (did you mean \"wine\"?); models: wine, again");
    problem(client.get("/models/nothing"), 404, "unknown-model");
    problem(client.post("/models/nothing/loglik", "{}"), 404, "unknown-model");
  }

  @Test
  void a_wrong_method_names_the_right_one() throws Exception {
    var post = client.post("/models/wine/sample", "{}");
    assertThat(problem(post, 405, "method-not-allowed"))
        .isEqualTo("/models/wine/sample does not take POST; it takes GET, HEAD");
    assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
    var slash = client.post("/sample/", "{}");
    assertThat(problem(slash, 405, "method-not-allowed"))
        .isEqualTo("/sample/ does not take POST; it takes GET, HEAD");
    assertThat(slash.headers().firstValue("Allow")).hasValue("GET, HEAD");
    assertThat(problem(client.get("/loglik"), 405, "method-not-allowed"))
        .isEqualTo("/loglik does not take GET; it takes POST");
    problem(client.send(client.request("/sample").DELETE()), 405, "method-not-allowed");
  }

  @Test
  void an_unavailable_format_names_the_available_ones() throws Exception {
    String available = "available: application/json, text/csv, application/x-npy";
    assertThat(problem(client.get("/sample", "Accept", "image/png"), 406, "not-acceptable"))
        .contains("image/png")
        .contains(available);
    problem(client.get("/sample", "Accept", "application/json;q=0"), 406, "not-acceptable");
    var form = client.post("/loglik", "{}", "Content-Type", "application/x-www-form-urlencoded");
    assertThat(problem(form, 415, "unsupported-media-type"))
        .startsWith("the body is application/x-www-form-urlencoded; set the header Content-Type")
        .contains("application/json, text/csv, application/x-npy");
  }

  @Test
  void a_body_above_the_limit_is_told_the_limit() throws Exception {
    String body = "{\"rows\": [" + "[1,2,3],".repeat(600) + "[1,2,3]]}";
    assertThat(problem(client.post("/loglik", body), 413, "too-large"))
        .startsWith("the body is larger than 4096 bytes");
    var chunked =
        client.request("/loglik").POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body)));
    assertThat(problem(client.send(chunked), 413, "too-large")).contains("4096");
  }

  @Test
  void too_many_rows_are_told_the_limit() throws Exception {
    String body = "{\"rows\": [" + "[1,2,3],".repeat(200) + "[1,2,3]]}";
    assertThat(problem(client.post("/loglik", body), 413, "too-large"))
        .isEqualTo("the body has more than 200 rows of 3 values; send it in parts of at most 200");
  }

  @Test
  void a_method_that_http_does_not_have_gets_a_problem_document() throws Exception {
    for (String method : List.of("get", "BREW")) {
      try (Socket socket = new Socket("127.0.0.1", server.port())) {
        socket
            .getOutputStream()
            .write(
                (method + " /sample HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes());
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .startsWith("HTTP/1.1 501")
            .contains("application/problem+json")
            .contains("expected GET, HEAD or POST");
      }
    }
  }

  @Test
  void a_request_line_that_cannot_be_read_gets_a_problem_document() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket
          .getOutputStream()
          .write("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes());
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 400")
          .contains("application/problem+json")
          .contains("urn:mollify:problem:malformed-request")
          .doesNotContain("<html");
    }
  }

  private static String npy(byte[] body, int status, String slug) throws Exception {
    return problem(client.post("/loglik", body, "Content-Type", "application/x-npy"), status, slug);
  }
}
