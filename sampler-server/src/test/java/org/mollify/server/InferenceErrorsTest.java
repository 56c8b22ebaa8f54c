package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.runtime.testing.TestBundles;

/** What the Open Inference Protocol answers to requests that it cannot carry out. */
class InferenceErrorsTest {
  @RegisterExtension
  static final RunningServer server =
      RunningServer.of("wine", TestBundles::affine)
          .and("bound", (folder, name) -> TestBundles.lowerBound(folder, name, 8));

  private final Client client = server.client();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | `` | the body is no JSON object; expected {\"inputs\": [...]}",
        "400 | [] | the body is no JSON object",
        "400 | {\"inputs\": [ | not well-formed JSON: line 1",
        "400 | {\"inputs\": [], \"parameters\": {\"n\": 1e2147483648}} | parameters.n has an exponent beyond that of any number",
        "400 | {\"inputs\": [{\"name\":\"x\",\"datatype\":\"FP64\",\"shape\":[1,3],\"data\":[NaN,2,3]}]} | not well-formed JSON: line 1, column 68: Non-standard token 'NaN'",
        "400 | {} | the key inputs is missing",
        "400 | {\"inputs\": []} {} | there is more after the JSON object",
        "400 | {\"inputs\": 3} | inputs is no list",
        "400 | {\"inputs\": [3]} | inputs[0] is no object",
        "400 | {\"inputs\": [{}]} | inputs[0] lacks name",
        "400 | {\"inputs\": [{\"name\":\"x\"}]} | inputs[0] lacks datatype",
        "400 | {\"inputs\": [{\"name\":\"x\",\"datatype\":\"FP64\"}]} | inputs[0] lacks shape",
        "400 | {\"inputs\": [{\"name\":\"x\",\"datatype\":\"FP65\"}]} | inputs[0].datatype is \"FP65\"",
        "400 | {\"id\": 42, \"inputs\": []} | id is no text",
        "400 | {\"ids\": 42, \"inputs\": []} | unknown key \"ids\"",
        "400 | {\"inputs\": [], \"outputs\": [{}]} | outputs[0] lacks name",
        "400 | {\"inputs\": [], \"outputs\": [{\"name\": \"y\"}]} | there is no output \"y\"",
        "400 | {\"inputs\": [], \"parameters\": {\"role\": \"predict\"}} | parameter role is \"predict\"",
        "400 | {\"inputs\": [], \"parameters\": {\"role\": 3}} | parameter role is 3; expected a text",
        "400 | {\"inputs\": [], \"parameters\": {\"role\": \"sample\", \"n\": 0}} | parameter n is 0",
        "400 | {\"inputs\": [], \"parameters\": {\"role\": \"sample\", \"n\": 1e999999999}} | parameter n is 1E+999999999",
        "400 | {\"inputs\": [], \"parameters\": {\"role\": \"sample\", \"n\": 1e2147483647}} | parameter n is 1E+2147483647; expected a whole number",
        "400 | {\"inputs\": [], \"parameters\": {\"role\": \"sample\", \"seed\": -12e2147483646}} | parameter seed is -1.2E+2147483647; expected a whole number",
        "400 | {\"inputs\": [], \"parameters\": {\"role\": \"sample\", \"n\": 1e-2147483647}} | parameter n is 1E-2147483647; expected a whole number",
        "400 | {\"inputs\": [], \"parameters\": {\"role\": \"sample\", \"n\": \"5\"}} | parameter n is \"5\"",
        "400 | {\"inputs\": [], \"parameters\": {\"role\": \"sample\", \"sed\": 1}} | the role sample does not take the parameter \"sed\" (did you mean",
        "400 | {\"inputs\": [], \"parameters\": {\"binary_data_output\": 1}} | parameter binary_data_output is 1; expected true or false",
        "422 | {\"inputs\": []} | the inputs are none; expected x alone, or one for each of the columns alcohol"
      })
  void a_bad_request_is_an_error_object(int status, String body, String error) throws Exception {
    assertThat(error(client.post("/v2/models/wine/infer", body), status)).startsWith(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | [2, 3] | FP64 | [1, 2, 3] | inputs[0].data has 3 elements; its shape [2, 3] says 6",
        "400 | [2, 3] | FP64 | [[1, 2], [3, 4], [5, 6]] | inputs[0].data is nested as [3, 2]; its shape is [2, 3]",
        "400 | [2, 2] | FP64 | [[1, 2, 3], [4]] | inputs[0].data has lists of 3 and of 1 elements",
        "400 | [1, 3] | FP64 | [1, 2, 3, 4] | inputs[0].data has more than 3 elements; its shape [1, 3] says 3",
        "400 | [1, 3] | BYTES | [\"a\", \"b\", \"c\", 4] | inputs[0].data has more than 3 elements",
        "400 | [1, 3] | BYTES | [\"a\", 2, \"c\"] | inputs[0].data has numbers; its datatype is BYTES",
        "400 | [1, 3] | FP64 | [1, [2], 3] | inputs[0].data mixes elements and lists",
        "400 | [1, 3] | UINT8 | [1, 2, 256] | inputs[0].data[2] is 256.0, which is no UINT8",
        "400 | [1, 3] | INT64 | [1, 9223372036854775808, 3] | inputs[0].data[1] is 9.223372036854776E18, which is no INT64",
        "400 | [1, 3] | INT64 | [1, 9.223372036854775807e18, 3] | inputs[0].data[1] is 9.223372036854776E18, which is no INT64",
        "400 | [1, 3] | INT64 | [1, -9223372036854777856, 3] | inputs[0].data[1] is -9.223372036854778E18, which is no INT64",
        "400 | [1, 3] | UINT64 | [1, 18446744073709551616, 3] | inputs[0].data[1] is 1.8446744073709552E19, which is no UINT64",
        "400 | [1, 3] | FP32 | [1, 1e300, 3] | inputs[0].data[1] is 1.0E300, which is no FP32",
        "400 | [1, 3] | FP16 | [1, 70000, 3] | inputs[0].data[1] is 70000.0, which is no FP16",
        "400 | [1, 3] | BF16 | [1, -3.4e38, 3] | inputs[0].data[1] is -3.4E38, which is no BF16",
        "400 | [1, 3] | INT32 | [1, 2.5, 3] | inputs[0].data[1] is 2.5, which is no INT32",
        "400 | [1, 3] | FP64 | [1, \"2\", 3] | inputs[0].data has text; its datatype is FP64",
        "400 | [1, 3] | FP64 | [1, true, 3] | inputs[0].data has true or false",
        "400 | [1, 3] | BYTES | [1, 2, 3] | inputs[0].data has numbers; its datatype is BYTES",
        "400 | [-1, 3] | FP64 | [1, 2, 3] | inputs[0].shape is wrong",
        "400 | [1.5, 2] | FP64 | [1, 2, 3] | inputs[0].shape is wrong",
        "413 | [4000000000, 3] | FP64 | [1] | inputs[0] has the shape [4000000000, 3], which is more than",
        "422 | [0, 3] | FP64 | [] | there are no rows",
        "422 | [3] | FP64 | [1, 2, 3] | input x has the shape [3]; expected [n, 3]",
        "422 | [1, 2] | FP64 | [1, 2] | input x has the shape [1, 2]; expected [n, 3]",
        "422 | [1, 3] | FP64 | [1, null, 3] | rows[0][1] (column \"pH\") is NaN; expected a finite",
        "422 | [1, 3] | BYTES | [\"a\", \"b\", \"c\"] | input x is text; expected numbers"
      })
  void a_bad_tensor_is_an_error_object(
      int status, String shape, String type, String data, String error) throws Exception {
    String body =
        "{\"inputs\": [{\"name\": \"x\", \"shape\": %s, \"datatype\": \"%s\", \"data\": %s}]}"
            .formatted(shape, type, data);
    assertThat(error(client.post("/v2/models/wine/infer", body), status)).startsWith(error);
  }

  @Test
  void parameters_without_end_are_not_collected() throws Exception {
    String many =
        java.util.stream.IntStream.range(0, 101)
            .mapToObj(i -> "\"p" + i + "\": " + i)
            .collect(java.util.stream.Collectors.joining(", "));
    assertThat(error(client.post("/v2/models/wine/infer", "{\"parameters\": {" + many + "}}"), 400))
        .isEqualTo("parameters has more than 100 parameters");
  }

  @Test
  void binary_data_of_another_length_is_an_error_object() throws Exception {
    String json =
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [1, 3], \"datatype\": \"FP64\", \"parameters\":"
            + " {\"binary_data_size\": 24}}]}";
    String length = Integer.toString(json.length());
    assertThat(error(client.post("/v2/models/wine/infer", json), 400))
        .contains("the header Inference-Header-Content-Length is missing");
    assertThat(binary(json, 23, length)).contains("has 24 bytes of data; only 23 are left");
    assertThat(binary(json, 25, length)).contains("has 1 bytes after the JSON object");
    assertThat(binary(json, 24, "9999")).contains("expected the length of the JSON object");
    assertThat(binary(json, 24, "-1")).contains("expected the length of the JSON object");
    assertThat(binary(json.replace("FP64", "FP32"), 24, length))
        .contains("3 elements of FP32 take 12");
    assertThat(binary(json.replace("FP64", "BYTES"), 24, Integer.toString(json.length() + 1)))
        .contains("texts; its shape says 3");
  }

  @Test
  void what_is_not_there_is_an_error_object() throws Exception {
    assertThat(error(client.get("/v2/models/wien"), 404))
        .startsWith("there is no model \"wien\" (did you mean \"wine\"?)");
    assertThat(error(client.get("/v2/models/wine/versions/9"), 404)).contains("version");
    assertThat(error(client.get("/v2/models/wien/ready"), 404)).contains("wien");
    assertThat(error(client.post("/v2/models/wien/infer", "{}"), 404)).contains("wien");
    assertThat(error(client.post("/v2/models/wine/versions/2/infer", "{}"), 404)).contains("2");
    assertThat(error(client.get("/v2/nothing"), 404)).startsWith("there is no /v2/nothing");
    assertThat(error(client.get("/v2/models/wine/infer"), 405)).contains("it takes POST");
    assertThat(error(client.get("/v2?verbose=1"), 400)).contains("this path takes none");
    assertThat(error(client.post("/v2/models/wine/infer", "{}", "Content-Type", "text/csv"), 415))
        .startsWith("the body is text/csv");
    assertThat(
            error(
                client.post(
                    "/v2/models/bound/infer",
                    "{\"parameters\": {\"role\": \"encode\"}, \"inputs\": []}"),
                400))
        .isEqualTo("parameter role is \"encode\"; this model has loglik, sample");
  }

  private String binary(String json, int bytes, String length) throws Exception {
    return error(
        client.post(
            "/v2/models/wine/infer",
            BinaryTensors.body(json, new byte[bytes]),
            BinaryTensors.LENGTH,
            length),
        400);
  }

  @Test
  void a_latent_that_does_not_fit_is_named_by_its_place_in_the_request() throws Exception {
    int rows = 3000;
    String json =
        "{\"parameters\": {\"role\": \"decode\"}, \"inputs\": [{\"name\": \"z\", \"shape\": [%d, 3],"
            + " \"datatype\": \"FP64\", \"parameters\": {\"binary_data_size\": %d}}]}";
    json = json.formatted(rows, rows * 24);
    ByteBuffer latents = ByteBuffer.allocate(rows * 24).order(ByteOrder.LITTLE_ENDIAN);
    latents.putDouble((rows - 1) * 24, Double.NaN);
    assertThat(
            error(
                client.post(
                    "/v2/models/wine/infer",
                    BinaryTensors.body(json, latents.array()),
                    BinaryTensors.LENGTH,
                    Integer.toString(json.length())),
                422))
        .contains("[2999][0] is NaN; expected a finite number");
  }

  private static String error(HttpResponse<byte[]> response, int status) throws Exception {
    assertThat(response.statusCode()).as(Client.text(response)).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonNode body = Client.MAPPER.readTree(response.body());
    assertThat(body.fieldNames()).toIterable().containsExactly("error");
    String error = body.get("error").textValue();
    assertThat(error).doesNotContain("\n").doesNotContain("Exception");
    return error;
  }
}
