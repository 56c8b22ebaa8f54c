package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.problem;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.testing.TestBundles;

/** Numbers and texts are what they are everywhere else, not what Java makes of them as well. */
class NumbersTest {
  @RegisterExtension
  static final RunningServer server = RunningServer.of("wine", TestBundles::affine);

  private final Client client = server.client();

  @ParameterizedTest
  @ValueSource(strings = {"1d", "1f", "0x1p3", "1_0", "%D9%A3", "1%00", ".", "1e", "Infinity"})
  void a_number_in_a_query_has_digits_a_point_and_an_exponent(String number) throws Exception {
    assertThat(problem(client.get("/sample?temperature=" + number), 400, "bad-parameter"))
        .startsWith("temperature is \"")
        .endsWith("expected a finite number above 0");
    assertThat(
            problem(
                client.post("/loglik?falseAlarmRate=" + number, "{\"rows\": [[1, 2, 3]]}"),
                400,
                "bad-parameter"))
        .startsWith("falseAlarmRate is \"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%D9%A3", "%2B5", "0x5", "5.0", "--5", "5L", "99999999999999999999"})
  void a_whole_number_in_a_query_has_digits(String number) throws Exception {
    assertThat(problem(client.get("/sample?n=" + number), 400, "bad-parameter"))
        .startsWith("n is ");
    assertThat(problem(client.get("/sample?seed=" + number), 400, "bad-parameter"))
        .startsWith("seed is ");
  }

  @Test
  void numbers_as_everybody_writes_them_are_read() throws Exception {
    for (String number : new String[] {"1", "1.", ".5", "1e-3", "1.5E%2B2", "%2B1"}) {
      assertThat(client.get("/sample?seed=-7&n=05&temperature=" + number).statusCode())
          .as(number)
          .isEqualTo(200);
    }
    String csv = "alcohol,pH,time stamp\n+1.5,-2.25e0,1600000001\n";
    assertThat(client.post("/loglik", csv, "Content-Type", "text/csv").statusCode()).isEqualTo(200);
    String odd = "alcohol,pH,time stamp\n1.5,0x1p3,1600000001\n";
    assertThat(problem(client.post("/loglik", odd, "Content-Type", "text/csv"), 422, "bad-rows"))
        .isEqualTo("rows[0][1] (column \"pH\") is \"0x1p3\"; expected a number (line 2)");
  }

  @Test
  void a_tensor_in_json_is_rounded_as_one_in_binary_is() throws Exception {
    assertThat(score("FP32", "[0.1, 0.2, 1600000001]"))
        .isEqualTo(score("FP64", "[0.10000000149011612, 0.20000000298023224, 1600000000]"));
    assertThat(score("FP16", "[0.1, 65519, 1]"))
        .isEqualTo(score("FP64", "[0.0999755859375, 65504, 1]"));
    assertThat(score("BF16", "[0.1, 1.00390625, 1]"))
        .isEqualTo(score("FP64", "[0.10009765625, 1, 1]"));
    assertThat(score("INT64", "[1, 9223372036854775807, -9223372036854775808]"))
        .isEqualTo(score("FP64", "[1, 9223372036854775808, -9223372036854775808]"));
    assertThat(score("UINT64", "[1, 18446744073709551615, 9223372036854775808]"))
        .isEqualTo(score("FP64", "[1, 18446744073709551616, 9223372036854775808]"));
  }

  private JsonNode score(String type, String data) throws Exception {
    String body =
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [1, 3], \"datatype\": \"%s\", \"data\": %s}]}";
    var answer = client.post("/v2/models/wine/infer", body.formatted(type, data));
    assertThat(answer.statusCode()).as(Client.text(answer)).isEqualTo(200);
    return Client.MAPPER.readTree(answer.body()).at("/outputs/0/data/0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"q=0x1p-1", "q=1d", "q=%2B1", "q=.5f"})
  void a_weight_that_is_none_makes_a_type_unacceptable(String weight) throws Exception {
    assertThat(client.get("/sample", "Accept", "text/csv;" + weight).statusCode()).isEqualTo(406);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
  void json_is_in_utf8(String charset) throws Exception {
    byte[] rows = "{\"rows\": [[1, 2, 3]]}".getBytes(Charset.forName(charset));
    assertThat(problem(client.post("/loglik", rows), 415, "unsupported-media-type"))
        .isEqualTo("the body is JSON in UTF-16 or UTF-32; send it in UTF-8");
    byte[] inputs = "{\"inputs\": []}".getBytes(Charset.forName(charset));
    assertThat(client.post("/v2/models/wine/infer", inputs).statusCode()).isEqualTo(415);
  }

  @Test
  void a_tensor_that_says_another_character_set_is_refused() throws Exception {
    String path = "/v2/models/wine/infer";
    String body =
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [1, 3], \"datatype\": \"FP64\", \"data\": [1, 2,"
            + " 3]}]}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    var latin = client.post(path, bytes, "Content-Type", "application/json; charset=ISO-8859-1");
    assertThat(latin.statusCode()).isEqualTo(415);
    assertThat(Client.text(latin)).contains("the body has the charset=iso-8859-1; send text in");
    var utf8 = client.post(path, bytes, "Content-Type", "application/json; charset=\"UTF-8\"");
    assertThat(utf8.statusCode()).isEqualTo(200);
  }
}
