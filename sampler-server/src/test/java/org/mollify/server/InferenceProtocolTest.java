package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;

/**
 * The server against the Open Inference Protocol, field by field, and the binary tensor data
 * extension. Sources: {@code inference_rest.md} and {@code open_inference_rest.yaml} of
 * kserve/open-inference-protocol; {@code extension_binary_data.md} of triton-inference-server.
 */
class InferenceProtocolTest {
  @RegisterExtension
  static final RunningServer server =
      RunningServer.of("wine", TestBundles::affine)
          .and("mixed", TestBundles::mixed)
          .and("bound", (folder, name) -> TestBundles.lowerBound(folder, name, 8))
          .and("overflow", TestBundles::overflowing)
          .and("image", TestImageBundle::write);

  private final Client client = server.client();

  @Test
  void the_server_has_name_version_and_extensions() throws Exception {
    for (String path : List.of("/v2", "/v2/")) {
      JsonNode metadata = get(path);
      assertThat(metadata.get("name").isTextual()).isTrue();
      assertThat(metadata.get("version").isTextual()).isTrue();
      assertThat(metadata.get("extensions").toString()).isEqualTo("[\"binary_tensor_data\"]");
    }
  }

  @Test
  void the_server_is_live_and_ready() throws Exception {
    assertThat(get("/v2/health/live").get("live").booleanValue()).isTrue();
    JsonNode ready = get("/v2/health/ready");
    assertThat(ready.get("ready").booleanValue()).isTrue();
    assertThat(ready.get("live").booleanValue()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/models/wine", "/v2/models/wine/versions/1"})
  void a_model_has_name_versions_platform_inputs_and_outputs(String path) throws Exception {
    JsonNode metadata = get(path);
    assertThat(metadata.get("name").asText()).isEqualTo("wine");
    assertThat(metadata.get("versions").toString()).isEqualTo("[\"1\"]");
    assertThat(metadata.get("platform").asText()).isEqualTo("onnxruntime_onnx");
    assertThat(metadata.get("inputs").toString())
        .isEqualTo("[{\"name\":\"x\",\"datatype\":\"FP64\",\"shape\":[-1,3]}]");
    assertThat(metadata.get("outputs").findValuesAsText("name"))
        .containsExactly(
            "log_likelihood",
            "core_log_likelihood",
            "bits_per_dimension",
            "anomaly_percentile",
            "finite");
    for (JsonNode output : metadata.get("outputs")) {
      assertThat(output.get("shape").toString()).isEqualTo("[-1]");
    }
    assertThat(metadata.get("outputs").findValuesAsText("datatype"))
        .containsExactly("FP64", "FP64", "FP64", "FP64", "BOOL");
  }

  @Test
  void a_model_tells_its_roles_and_columns() throws Exception {
    JsonNode wine = get("/v2/models/wine");
    assertThat(wine.get("roles").fieldNames())
        .toIterable()
        .containsExactly("loglik", "sample", "encode", "decode");
    assertThat(wine.at("/roles/decode/inputs").toString())
        .isEqualTo("[{\"name\":\"z\",\"datatype\":\"FP64\",\"shape\":[-1,3]}]");
    assertThat(wine.at("/roles/sample/inputs")).isEmpty();
    JsonNode mixed = get("/v2/models/mixed");
    assertThat(mixed.get("column_inputs").findValuesAsText("datatype"))
        .containsExactly("BYTES", "FP64", "FP64");
    JsonNode image = get("/v2/models/image");
    assertThat(image.get("inputs").toString())
        .isEqualTo("[{\"name\":\"x\",\"datatype\":\"UINT8\",\"shape\":[-1,3,2,4]}]");
    assertThat(image.get("column_inputs")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/models/wine/ready", "/v2/models/wine/versions/1/ready"})
  void a_model_is_ready(String path) throws Exception {
    JsonNode ready = get(path);
    assertThat(ready.get("name").asText()).isEqualTo("wine");
    assertThat(ready.get("ready").booleanValue()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v2/models/wine/infer | [1.5, -2.25, 1600000001, 0, 0, 0]",
        "/v2/models/wine/versions/1/infer | [[1.5, -2.25, 1600000001], [0, 0, 0]]"
      })
  void scores_have_every_field_of_the_response(String path, String data) throws Exception {
    JsonNode answer =
        infer(
            path,
            "{\"id\": \"42\", \"inputs\": [{\"name\": \"x\", \"shape\": [2, 3],"
                + " \"datatype\": \"FP64\", \"data\": "
                + data
                + "}]}");
    assertThat(answer.get("id").asText()).isEqualTo("42");
    assertThat(answer.get("model_name").asText()).isEqualTo("wine");
    assertThat(answer.get("model_version").asText()).isEqualTo("1");
    assertThat(answer.at("/parameters/kind").asText()).isEqualTo("exact");
    assertThat(answer.at("/parameters/role").asText()).isEqualTo("loglik");
    JsonNode scores = answer.at("/outputs/0");
    assertThat(scores.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("name", "datatype", "shape", "data");
    assertThat(scores.get("name").asText()).isEqualTo("log_likelihood");
    assertThat(scores.get("shape").toString()).isEqualTo("[2]");
    assertThat(scores.at("/data/0").asDouble())
        .isCloseTo(
            TestBundles.affineLogLikelihood(new double[] {1.5, -2.25, 1600000001}), within(1e-9));
    assertThat(answer.at("/outputs/4/data").toString()).isEqualTo("[true,true]");
  }

  @Test
  void only_the_outputs_that_are_named_come_in_their_order() throws Exception {
    JsonNode answer =
        infer(
            "/v2/models/wine/infer",
            "{\"inputs\": [{\"name\": \"x\", \"shape\": [1, 3], \"datatype\": \"INT32\", \"data\":"
                + " [1, -2, 5]}], \"outputs\": [{\"name\": \"finite\"}, {\"name\":"
                + " \"log_likelihood\"}]}");
    assertThat(answer.has("id")).isFalse();
    assertThat(answer.get("outputs").findValuesAsText("name"))
        .containsExactly("finite", "log_likelihood");
  }

  @Test
  void samples_are_those_of_the_seed() throws Exception {
    JsonNode answer =
        infer(
            "/v2/models/image/infer",
            "{\"parameters\": {\"role\": \"sample\", \"n\": 3, \"seed\": 7, \"temperature\": 0.5},"
                + " \"inputs\": []}");
    assertThat(answer.at("/outputs/0/shape").toString()).isEqualTo("[3,3,2,4]");
    assertThat(answer.at("/parameters/seed").asLong()).isEqualTo(7);
    assertThat(answer.at("/parameters/temperature").asDouble()).isEqualTo(0.5);
    try (GenerativeModel model = GenerativeModel.open(server.bundle("image"))) {
      assertThat(answer.at("/outputs/0/data/71").asDouble())
          .isEqualTo(model.sample(3, 7, 0.5)[2][23]);
    }
    JsonNode drawn =
        infer("/v2/models/image/infer", "{\"parameters\": {\"role\": \"sample\"}, \"inputs\": []}");
    assertThat(drawn.at("/parameters/seed").isIntegralNumber()).isTrue();
  }

  @Test
  void latents_go_there_and_back() throws Exception {
    JsonNode encoded =
        infer(
            "/v2/models/wine/infer",
            "{\"parameters\": {\"role\": \"encode\"}, \"inputs\": [{\"name\": \"x\", \"shape\":"
                + " [1, 3], \"datatype\": \"FP64\", \"data\": [3, -1.5, 1600086400]}]}");
    assertThat(encoded.at("/outputs/0/name").asText()).isEqualTo("z");
    assertThat(encoded.at("/outputs/0/data").toString()).isEqualTo("[1.0,1.0,1.0]");
    JsonNode decoded =
        infer(
            "/v2/models/wine/infer",
            "{\"parameters\": {\"role\": \"decode\"}, \"inputs\": [{\"name\": \"z\", \"shape\":"
                + " [1, 3], \"datatype\": \"FP32\", \"data\": [1, 1, 1]}]}");
    assertThat(decoded.at("/outputs/0/data").toString()).isEqualTo("[3.0,-1.5,1.6000864E9]");
  }

  @Test
  void a_bound_tells_its_samples_and_seed() throws Exception {
    String inputs =
        "\"inputs\": [{\"name\": \"x\", \"shape\": [1, 2], \"datatype\": \"FP64\", \"data\": [0.1,"
            + " 0.2]}]}";
    JsonNode usual = infer("/v2/models/bound/infer", "{" + inputs);
    assertThat(usual.at("/parameters/samples").asInt()).isEqualTo(32);
    assertThat(usual.at("/parameters/seed").asLong()).isEqualTo(11);
    JsonNode same =
        infer(
            "/v2/models/bound/infer",
            "{\"parameters\": {\"samples\": 32, \"seed\": 11}, " + inputs);
    assertThat(same).isEqualTo(usual);
  }

  @Test
  void columns_come_one_by_one_with_labels_as_bytes() throws Exception {
    JsonNode answer =
        infer(
            "/v2/models/mixed/infer",
            "{\"inputs\": ["
                + "{\"name\": \"size\", \"shape\": [2], \"datatype\": \"FP64\", \"data\": [2,"
                + " null]},"
                + "{\"name\": \"color\", \"shape\": [2, 1], \"datatype\": \"BYTES\", \"data\":"
                + " [\"deep, blue\", \"red\"]},"
                + "{\"name\": \"count\", \"shape\": [2], \"datatype\": \"INT64\", \"data\": [3,"
                + " 0]}]}");
    assertThat(answer.at("/outputs/0/data").toString()).isEqualTo("[-7.0,-1250.0]");
  }

  @Test
  void a_score_that_overflows_is_null_in_json_and_infinite_in_binary() throws Exception {
    String inputs =
        "\"inputs\": [{\"name\": \"x\", \"shape\": [1, 2], \"datatype\": \"FP64\", \"data\": [800,"
            + " 0]}], \"outputs\": [{\"name\": \"log_likelihood\"}]}";
    JsonNode json = infer("/v2/models/overflow/infer", "{" + inputs);
    assertThat(json.at("/outputs/0/data").toString()).isEqualTo("[null]");
    var binary =
        client.post(
            "/v2/models/overflow/infer",
            "{\"parameters\": {\"binary_data_output\": true}, " + inputs);
    int length = Integer.parseInt(binary.headers().firstValue(BinaryTensors.LENGTH).orElseThrow());
    assertThat(ByteBuffer.wrap(binary.body()).order(ByteOrder.LITTLE_ENDIAN).getDouble(length))
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void tensors_come_and_go_in_binary() throws Exception {
    String json =
        "{\"model_name\": \"mixed\", \"inputs\": ["
            + "{\"name\": \"color\", \"shape\": [2], \"datatype\": \"BYTES\", \"parameters\":"
            + " {\"binary_data_size\": 21}},"
            + "{\"name\": \"count\", \"shape\": [2], \"datatype\": \"UINT16\", \"parameters\":"
            + " {\"binary_data_size\": 4}},"
            + "{\"name\": \"size\", \"shape\": [2], \"datatype\": \"FP16\", \"parameters\":"
            + " {\"binary_data_size\": 4}}],"
            + " \"outputs\": [{\"name\": \"log_likelihood\", \"parameters\": {\"binary_data\":"
            + " true}}, {\"name\": \"bits_per_dimension\"}, {\"name\": \"finite\","
            + " \"parameters\": {\"binary_data\": true}}]}";
    ByteBuffer binary = ByteBuffer.allocate(29).order(ByteOrder.LITTLE_ENDIAN);
    binary.putInt(10).put("deep, blue".getBytes()).putInt(3).put("red".getBytes());
    binary.putShort((short) 3).putShort((short) 0);
    binary.putShort((short) 0x4000).putShort((short) 0x3C00);
    HttpResponse<byte[]> answer =
        client.post(
            "/v2/models/mixed/infer",
            BinaryTensors.body(json, binary.array()),
            "Content-Type",
            "application/octet-stream",
            BinaryTensors.LENGTH,
            Integer.toString(json.length()));
    assertThat(answer.statusCode()).as(Client.text(answer)).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    int length = Integer.parseInt(answer.headers().firstValue(BinaryTensors.LENGTH).orElseThrow());
    JsonNode head = Client.MAPPER.readTree(answer.body(), 0, length);
    assertThat(head.at("/outputs/0/parameters/binary_data_size").asInt()).isEqualTo(16);
    assertThat(head.at("/outputs/0").has("data")).isFalse();
    assertThat(head.at("/outputs/1/data")).hasSize(2);
    assertThat(head.at("/outputs/2/parameters/binary_data_size").asInt()).isEqualTo(2);
    assertThat(answer.body()).hasSize(length + 18);
    ByteBuffer data = ByteBuffer.wrap(answer.body()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(data.getDouble(length)).isEqualTo(-7);
    assertThat(data.getDouble(length + 8)).isEqualTo(-0.5);
    assertThat(data.get(length + 17)).isEqualTo((byte) 1);
  }

  @Test
  void one_output_may_stay_json_when_all_others_are_binary() throws Exception {
    var answer =
        client.post(
            "/v2/models/wine/infer",
            "{\"parameters\": {\"role\": \"sample\", \"binary_data_output\": true}, \"inputs\": [],"
                + " \"outputs\": [{\"name\": \"x\", \"parameters\": {\"binary_data\": false}}]}");
    assertThat(answer.headers().firstValue(BinaryTensors.LENGTH)).isEmpty();
    assertThat(Client.json(answer).at("/outputs/0/data")).hasSize(3);
  }

  private JsonNode get(String path) throws Exception {
    return Client.json(client.get(path));
  }

  private JsonNode infer(String path, String body) throws Exception {
    return Client.json(client.post(path, body, "Content-Type", "application/json"));
  }
}
