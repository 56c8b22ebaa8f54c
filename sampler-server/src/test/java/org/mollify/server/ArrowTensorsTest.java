package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.UInt1Vector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;

/** Arrow columns of lists: the layout that they say they have, and values that are missing. */
class ArrowTensorsTest {
  private static final String ARROW = "application/vnd.apache.arrow.stream";

  @RegisterExtension
  static final RunningServer server =
      RunningServer.of("image", TestImageBundle::write)
          .and("mixed", TestBundles::mixed)
          .and("wine", TestBundles::affine);

  private static BufferAllocator memory;

  private final Client client = server.client();

  @BeforeAll
  static void openMemory() {
    memory = new RootAllocator();
  }

  @AfterAll
  static void closeMemory() {
    memory.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"shape\":[3,2,4]}",
        "{\"shape\":[24]}",
        "{\"shape\":[3,2,4],\"dim_names\":[\"C\",\"H\",\"W\"],\"permutation\":[0,1,2]}"
      })
  void a_tensor_in_the_order_of_the_model_is_scored(String metadata) throws Exception {
    var answer = json(client.post("/loglik", image(metadata), "Content-Type", ARROW));
    assertThat(answer.at("/logLikelihood/0").asDouble())
        .isCloseTo(TestImageBundle.logLikelihood(ramp()), within(1e-9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"shape\":[2,4,3]} | has tensors of the shape [2, 4, 3]; expected [3, 2, 4]",
        "{\"shape\":[2,4,3],\"permutation\":[2,0,1]} | has tensors of the shape [2, 4, 3]; expected",
        "{\"shape\":[3,4,2],\"permutation\":[0,2,1]} | has tensors of the shape [3, 4, 2]; expected",
        "{\"shape\":[3,2,4],\"permutation\":[0,2,1]} | has its axes permuted as [0, 2, 1]; send",
        "{\"shape\":[6,4]} | has tensors of the shape [6, 4]; expected [3, 2, 4] or [24]"
      })
  void a_tensor_in_another_order_is_refused(String metadata, String detail) throws Exception {
    String said =
        problem(client.post("/loglik", image(metadata), "Content-Type", ARROW), 422, "bad-rows");
    assertThat(said).startsWith("the column \"pixels\" " + detail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[3,2,4]",
        "{\"shape\":24}",
        "{\"shape\":[3,2,\"4\"]}",
        "{\"shape\":[3,2,1e99]}",
        "{\"shape\":[3,2,4],\"permutation\":{}}"
      })
  void a_layout_that_cannot_be_read_is_malformed(String metadata) throws Exception {
    String said =
        problem(
            client.post("/loglik", image(metadata), "Content-Type", ARROW),
            400,
            "malformed-request");
    assertThat(said).startsWith("the column \"pixels\" is an arrow.fixed_shape_tensor whose");
  }

  @Test
  void a_null_within_a_list_is_a_missing_value() throws Exception {
    double[] row = {1, 4, ArrowStreams.NULL};
    byte[] body = ArrowStreams.tensors(memory, Float4Vector.class, Map.of(), row);
    var answer = client.post("/models/mixed/loglik", body, "Content-Type", ARROW);
    assertThat(json(answer))
        .isEqualTo(
            json(client.post("/models/mixed/loglik", "{\"rows\": [[\"deep, blue\", 4, null]]}")));
    assertThat(answer.headers().firstValue("Mollify-Imputed")).hasValue("1");
    assertThat(
            problem(
                client.post("/models/wine/loglik", body, "Content-Type", ARROW), 422, "bad-rows"))
        .startsWith("rows[0][2] (column \"time stamp\") is missing, and the model was trained");
  }

  @Test
  void a_message_without_its_header_is_malformed() throws Exception {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int fields = Schema.createFieldsVector(builder, new int[0]);
    byte[] schema =
        ArrowStreams.message(
            builder, MessageHeader.Schema, Schema.createSchema(builder, (short) 0, fields, 0, 0));
    byte[] none = new byte[0];
    for (byte type :
        new byte[] {
          MessageHeader.Schema, MessageHeader.DictionaryBatch, MessageHeader.RecordBatch
        }) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(type == MessageHeader.Schema ? none : schema);
      body.writeBytes(ArrowStreams.message(new FlatBufferBuilder(), type, 0));
      assertThat(
              problem(
                  client.post("/loglik", body.toByteArray(), "Content-Type", ARROW),
                  400,
                  "malformed-request"))
          .as(MessageHeader.name(type))
          .isEqualTo("the Arrow stream has a message without its header");
    }
  }

  private static byte[] image(String metadata) throws Exception {
    Map<String, String> extension =
        Map.of(
            "ARROW:extension:name",
            "arrow.fixed_shape_tensor",
            "ARROW:extension:metadata",
            metadata);
    return ArrowStreams.tensors(memory, UInt1Vector.class, extension, ramp());
  }

  private static double[] ramp() {
    double[] pixels = new double[24];
    Arrays.setAll(pixels, i -> 10 * i);
    return pixels;
  }
}
