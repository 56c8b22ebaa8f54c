package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;
import static org.mollify.server.Client.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;

/** Arrow streams, written and read by the server, against Arrow's own reader and writer. */
class ArrowTest {
  private static final String ARROW = "application/vnd.apache.arrow.stream";

  @RegisterExtension
  static final RunningServer server =
      RunningServer.of("mixed", TestBundles::mixed)
          .and("wine", TestBundles::affine)
          .and("image", TestImageBundle::write);

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

  @Test
  void samples_of_a_table_have_typed_columns_labels_and_the_seed() throws Exception {
    var answer = client.get("/sample?n=70&seed=3", "Accept", ARROW);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(ARROW);
    double[][] expected;
    try (GenerativeModel model = GenerativeModel.open(server.bundle("mixed"))) {
      expected = model.sample(70, 3);
    }
    try (ArrowStreamReader reader =
        new ArrowStreamReader(new ByteArrayInputStream(answer.body()), memory)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      assertThat(root.getSchema().getCustomMetadata())
          .containsEntry("model", "mixed")
          .containsEntry("seed", "3")
          .containsEntry("temperature", "1.0");
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(root.getRowCount()).isEqualTo(70);
      Dictionary labels = reader.getDictionaryVectors().get(1L);
      try (FieldVector colors =
          (FieldVector) DictionaryEncoder.decode(root.getVector("color"), labels)) {
        BigIntVector counts = (BigIntVector) root.getVector("count");
        Float8Vector sizes = (Float8Vector) root.getVector("size");
        for (int r = 0; r < 70; r++) {
          assertThat(colors.getObject(r).toString())
              .isEqualTo(expected[r][0] == 0 ? "red" : "deep, blue");
          assertThat(counts.get(r)).isEqualTo((long) expected[r][1]);
          assertThat(sizes.get(r)).isEqualTo(expected[r][2]);
        }
      }
      assertThat(reader.loadNextBatch()).isFalse();
    }
  }

  @Test
  void images_are_one_column_of_tensors_and_go_back_in() throws Exception {
    byte[] samples = client.get("/models/image/sample?n=3&seed=5", "Accept", ARROW).body();
    try (ArrowStreamReader reader =
            new ArrowStreamReader(new ByteArrayInputStream(samples), memory);
        GenerativeModel model = GenerativeModel.open(server.bundle("image"))) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      reader.loadNextBatch();
      FixedSizeListVector images = (FixedSizeListVector) root.getVector("image");
      assertThat(images.getField().getMetadata())
          .containsEntry("ARROW:extension:name", "arrow.fixed_shape_tensor")
          .containsEntry("ARROW:extension:metadata", "{\"shape\":[3,2,4]}");
      double[] row = images.getObject(2).stream().mapToDouble(x -> (Double) x).toArray();
      assertThat(row).isEqualTo(model.sample(3, 5)[2]);
    }
    byte[] pixels =
        ArrowStreams.tensors(memory, UInt1Vector.class, Map.of(), new double[24], ramp());
    JsonNode scores = json(client.post("/models/image/loglik", pixels, "Content-Type", ARROW));
    assertThat(scores.at("/logLikelihood/1").asDouble())
        .isEqualTo(
            TestImageBundle.logLikelihood(ramp()), org.assertj.core.api.Assertions.within(1e-9));
    assertThat(
            problem(
                client.post("/models/image/loglik", samples, "Content-Type", ARROW),
                422,
                "bad-rows"))
        .contains("expected a whole grey level, 0 to 255");
  }

  @Test
  void scores_are_a_table_with_flags_and_attributions() throws Exception {
    String body = "{\"rows\": [[1.5, -2.25, 1600000001], [0, 0, 0]]}";
    String path = "/models/wine/loglik?falseAlarmRate=0.1&attribution=true";
    List<String> csv = text(client.post(path, body, "Accept", "text/csv")).lines().toList();
    byte[] arrow = client.post(path, body, "Accept", ARROW).body();
    try (ArrowStreamReader reader =
        new ArrowStreamReader(new ByteArrayInputStream(arrow), memory)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      assertThat(root.getSchema().getCustomMetadata())
          .containsEntry("kind", "exact")
          .containsEntry("heldOut", "199")
          .containsKey("threshold");
      reader.loadNextBatch();
      List<String> names = root.getFieldVectors().stream().map(FieldVector::getName).toList();
      assertThat(String.join(",", names)).isEqualTo(csv.get(0));
      for (int r = 0; r < 2; r++) {
        String[] cells = csv.get(r + 1).split(",");
        for (int c = 0; c < cells.length; c++) {
          Object value = root.getVector(c).getObject(r);
          if (value instanceof Double number) {
            assertThat(number).isEqualTo(Double.parseDouble(cells[c]));
          } else {
            assertThat(value).isEqualTo(Boolean.parseBoolean(cells[c]));
          }
        }
      }
    }
  }

  @Test
  void rows_come_in_any_column_order_with_labels_nulls_and_several_batches() throws Exception {
    String rows =
        "{\"rows\": [{\"color\": \"deep, blue\", \"count\": 4, \"size\": 2.5},"
            + " {\"color\": \"red\", \"count\": 7, \"size\": null}]}";
    var expected = client.post("/loglik", rows);
    for (boolean coded : new boolean[] {false, true}) {
      byte[] body = mixed(coded);
      var answer = client.post("/loglik", body, "Content-Type", ARROW);
      assertThat(json(answer)).isEqualTo(json(expected));
      assertThat(answer.headers().firstValue("Mollify-Imputed")).hasValue("1");
    }
  }

  @Test
  void a_stream_that_does_not_fit_is_explained() throws Exception {
    assertThat(bad("/models/wine/loglik", mixed(false), 422, "bad-rows"))
        .startsWith("the schema has the unknown column \"count\"");
    assertThat(bad("/models/image/loglik", mixed(false), 422, "bad-rows"))
        .isEqualTo("the schema has 3 columns; expected one, of lists of 24 numbers");
    byte[] narrow = ArrowStreams.tensors(memory, Float4Vector.class, Map.of(), new double[5]);
    assertThat(bad("/models/image/loglik", narrow, 422, "bad-rows"))
        .isEqualTo("rows[0] has 5 values; expected 24");
    byte[] odd =
        ArrowStreams.tensors(memory, Float4Vector.class, Map.of(), new double[] {1, 2, Double.NaN});
    assertThat(bad("/models/wine/loglik", odd, 422, "bad-rows"))
        .isEqualTo("rows[0][2] (column \"time stamp\") is NaN; expected a finite number");
  }

  @Test
  void a_damaged_stream_is_malformed_and_costs_nothing() throws Exception {
    byte[] whole = mixed(true);
    String malformed = "malformed-request";
    assertThat(bad("/loglik", new byte[0], 400, malformed)).startsWith("the body is empty");
    assertThat(bad("/loglik", "{\"rows\": []}".getBytes(), 400, malformed))
        .startsWith("the body is not an Arrow IPC stream");
    assertThat(bad("/loglik", Arrays.copyOf(whole, whole.length - 100), 400, malformed))
        .startsWith("the Arrow stream is cut short");
    byte[] huge = {-1, -1, -1, -1, -1, -1, -1, 127, 0, 0, 0, 0};
    assertThat(bad("/loglik", huge, 400, malformed))
        .startsWith("the body is not an Arrow IPC stream");
  }

  /** The library takes the bytes behind a message before it looks whether it knows what to do. */
  @Test
  void a_message_that_its_schema_has_no_place_for_is_not_read() throws Exception {
    List<byte[]> messages = ArrowStreams.messages(mixed(true));
    byte[] schema = messages.get(0);
    byte[] dictionary = messages.get(1);
    byte[] image = client.get("/models/image/sample?n=1", "Accept", ARROW).body();
    byte[] foreign = ArrowStreams.messages(image).get(1);
    String malformed = "malformed-request";
    assertThat(bad("/loglik", ArrowStreams.joined(schema, dictionary, foreign), 400, malformed))
        .isEqualTo(
            "the Arrow stream has a batch of 2 columns and 3 buffers; its schema says 3 and 6");
    byte[] plain = ArrowStreams.messages(mixed(false)).get(0);
    assertThat(bad("/loglik", ArrowStreams.joined(plain, dictionary), 400, malformed))
        .isEqualTo("the Arrow stream has a dictionary 9 that no column of its schema names");
  }

  /** The library reads each of them inside the call that reads the one before. */
  @Test
  void a_stream_of_nothing_but_dictionaries_is_refused() throws Exception {
    List<byte[]> messages = ArrowStreams.messages(mixed(true));
    byte[][] stream = new byte[60_000][];
    Arrays.fill(stream, messages.get(1));
    stream[0] = messages.get(0);
    assertThat(bad("/loglik", ArrowStreams.joined(stream), 400, "malformed-request"))
        .startsWith("the Arrow stream has more than 2000 dictionaries in a row");
    byte[][] many = Arrays.copyOf(stream, 2003);
    many[2001] = messages.get(2);
    many[2002] = messages.get(3);
    assertThat(
            client.post("/loglik", ArrowStreams.joined(many), "Content-Type", ARROW).statusCode())
        .isEqualTo(200);
  }

  /** Six levels of a hundred children each, in which every level stands once. */
  @Test
  void a_schema_that_names_one_child_many_times_is_not_followed() throws Exception {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int name = builder.createString("a");
    org.apache.arrow.flatbuf.List.startList(builder);
    int type = org.apache.arrow.flatbuf.List.endList(builder);
    int field = Field.createField(builder, name, true, Type.List, type, 0, 0, 0);
    for (int level = 0; level < 6; level++) {
      int[] children = new int[100];
      Arrays.fill(children, field);
      int vector = Field.createChildrenVector(builder, children);
      field = Field.createField(builder, name, true, Type.List, type, 0, vector, 0);
    }
    int fields = Schema.createFieldsVector(builder, new int[] {field});
    byte[] stream =
        ArrowStreams.message(
            builder, MessageHeader.Schema, Schema.createSchema(builder, (short) 0, fields, 0, 0));
    assertThat(bad("/loglik", stream, 422, "bad-rows")).startsWith("the Arrow schema is nested");
  }

  /** Fifty thousand entries of ten kilobytes, in which the text stands once. */
  @Test
  void metadata_that_repeat_one_long_text_are_not_read() throws Exception {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int text = builder.createString("k".repeat(10_000));
    int[] entries = new int[50_000];
    Arrays.fill(entries, KeyValue.createKeyValue(builder, text, text));
    int metadata = Schema.createCustomMetadataVector(builder, entries);
    int fields = Schema.createFieldsVector(builder, new int[0]);
    byte[] stream =
        ArrowStreams.message(
            builder,
            MessageHeader.Schema,
            Schema.createSchema(builder, (short) 0, fields, metadata, 0));
    assertThat(bad("/loglik", stream, 400, "malformed-request"))
        .isEqualTo("the metadata of the Arrow stream is larger than the stream");
  }

  private String bad(String path, byte[] body, int status, String slug) throws Exception {
    return problem(client.post(path, body, "Content-Type", ARROW), status, slug);
  }

  private static double[] ramp() {
    double[] pixels = new double[24];
    Arrays.setAll(pixels, i -> 10 * i);
    return pixels;
  }

  /** Two batches of one row each: columns out of order, labels as text or by a dictionary. */
  private static byte[] mixed(boolean coded) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DictionaryEncoding encoding = new DictionaryEncoding(9, false, new ArrowType.Int(8, true));
    try (IntVector count = new IntVector("count", memory);
        Float4Vector size = new Float4Vector("size", memory);
        VarCharVector color = new VarCharVector("color", memory);
        VarCharVector labels = new VarCharVector("labels", memory)) {
      labels.setSafe(0, "deep, blue".getBytes(StandardCharsets.UTF_8));
      labels.setSafe(1, "red".getBytes(StandardCharsets.UTF_8));
      labels.setValueCount(2);
      List<FieldVector> first = fill(count, size, color, "deep, blue", 4, 2.5f);
      Dictionary dictionary = new Dictionary(labels, encoding);
      MapDictionaryProvider provider = new MapDictionaryProvider(dictionary);
      FieldVector codes = (FieldVector) DictionaryEncoder.encode(color, dictionary);
      List<FieldVector> columns = new ArrayList<>(first);
      if (coded) {
        columns.set(2, codes);
      }
      try (codes;
          VectorSchemaRoot root =
              new VectorSchemaRoot(
                  columns.stream().map(FieldVector::getField).toList(), columns, 1);
          ArrowStreamWriter writer = new ArrowStreamWriter(root, provider, bytes)) {
        writer.writeBatch();
        fill(count, size, color, "red", 7, Float.NaN);
        size.setNull(0);
        if (coded) {
          try (FieldVector next = (FieldVector) DictionaryEncoder.encode(color, dictionary)) {
            codes.copyFrom(0, 0, next);
          }
        }
        root.setRowCount(1);
        writer.writeBatch();
      }
    }
    return bytes.toByteArray();
  }

  private static List<FieldVector> fill(
      IntVector count, Float4Vector size, VarCharVector color, String label, int n, float x) {
    count.allocateNew(1);
    size.allocateNew(1);
    color.allocateNew();
    count.set(0, n);
    size.set(0, x);
    color.setSafe(0, label.getBytes(StandardCharsets.UTF_8));
    List.of(count, size, color).forEach(vector -> vector.setValueCount(1));
    return List.of(count, size, color);
  }
}
