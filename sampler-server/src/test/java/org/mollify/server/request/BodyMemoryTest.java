package org.mollify.server.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.server.format.BodyMemory;
import org.mollify.server.format.Format;
import org.mollify.server.format.RowReader;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;
import org.mollify.server.protocol.InferenceRequest;
import org.mollify.server.protocol.InferenceRequestReader;
import org.mollify.server.protocol.ReadLimits;

/** What bodies become, against the budget from which their bytes are taken. */
class BodyMemoryTest {
  private static final int ROWS = 20_000;
  private static final int MOST = 1_000_000;

  /**
   * A body.
   *
   * @param name what it is
   * @param bytes its bytes
   * @param least what its values take at least once they are read
   * @param reader reads it
   */
  record Body(String name, byte[] bytes, long least, Reader reader) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  interface Reader {
    void read(byte[] body, BodyMemory memory);
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void a_body_alone_is_read_and_beside_others_only_if_what_it_becomes_has_room(Body body) {
    long needed = body.bytes().length + body.least();
    BodyBudget budget = new BodyBudget(needed);
    try (BodyBudget.Share alone = budget.share()) {
      alone.grow(body.bytes().length);
      assertThatCode(() -> body.reader().read(body.bytes(), alone)).doesNotThrowAnyException();
      assertThatThrownBy(() -> budget.share().take(body.least() / 4 + 1))
          .as("at least three quarters of the values are held")
          .isInstanceOf(ProblemException.class);
    }
    BodyBudget.Share other = budget.share();
    other.grow(needed / 2);
    try (BodyBudget.Share second = budget.share()) {
      second.grow(body.bytes().length);
      assertThatThrownBy(() -> body.reader().read(body.bytes(), second))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.BUSY));
    }
  }

  static Stream<Body> bodies() throws Exception {
    byte[] names = text(i -> "\"value " + i + "\"");
    ByteBuffer binary = ByteBuffer.allocate(20 * ROWS).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ROWS; i++) {
      byte[] label = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
      binary.putInt(label.length).put(label);
    }
    int size = binary.position();
    return Stream.of(
        new Body("V2 text", tensor("BYTES", "x", names), 60L * ROWS, inference(null)),
        new Body(
            "V2 text before its datatype",
            ("{\"inputs\": [{\"name\": \"x\", \"data\": ["
                    + new String(names, StandardCharsets.US_ASCII)
                    + "], \"datatype\": \"BYTES\", \"shape\": ["
                    + ROWS
                    + "]}]}")
                .getBytes(),
            60L * ROWS,
            inference(null)),
        binary("BYTES", java.util.Arrays.copyOf(binary.array(), size), 60L * ROWS),
        binary("INT8", new byte[ROWS], 8L * ROWS),
        new Body("V2 numbers", tensor("FP64", "x", text(i -> "1")), 8L * ROWS, inference(null)),
        new Body(
            "rows with labels",
            ("{\"rows\": [" + new String(text(i -> "[\"a\"]")) + "]}").getBytes(),
            8L * ROWS,
            rows(Format.JSON, table())),
        new Body(
            "CSV",
            ("color\n" + "a\n".repeat(ROWS)).getBytes(),
            8L * ROWS,
            rows(Format.CSV, table())),
        new Body("u1", npy("|u1"), 8L * ROWS, rows(Format.NPY, numbers())),
        new Body("b1", npy("|b1"), 8L * ROWS, rows(Format.NPY, numbers())),
        pictures());
  }

  @Test
  void labels_that_come_again_are_held_once() {
    long[] taken = new long[1];
    InferenceRequest request =
        InferenceRequestReader.read(
            tensor("BYTES", "color", text(i -> "\"label " + i % 7 + "\"")),
            null,
            new ReadLimits(MOST, MOST, bytes -> taken[0] += bytes));
    List<String> labels = request.inputs().get(0).texts();
    assertThat(labels).hasSize(ROWS).endsWith("label " + (ROWS - 1) % 7);
    assertThat(labels.get(7)).isSameAs(labels.get(0));
    assertThat(taken[0]).isLessThan(17L * ROWS);
  }

  @Test
  void text_is_refused_before_it_is_held_where_it_cannot_be_meant() {
    byte[] text = text(i -> "\"a\"");
    ReadLimits images = ReadLimits.of(pixels(), MOST, MOST, BodyMemoryTest::none);
    assertRefused(
        tensor("BYTES", "x", text), images, "inputs[0] is text; this model takes numbers");
    ReadLimits few = ReadLimits.of(table(), 100, MOST, BodyMemoryTest::none);
    assertRefused(tensor("BYTES", "x", text), few, "inputs[0] has more than 100 texts");
    ReadLimits many = ReadLimits.of(table(), MOST, MOST, BodyMemoryTest::none);
    assertRefused(tensor("FP64", "x", text), many, "inputs[0].data has text; its datatype is FP64");
    String mixed = "{\"inputs\": [{\"name\": \"x\", \"data\": [" + "\"a\", ".repeat(65) + "1]}]}";
    assertThatThrownBy(() -> InferenceRequestReader.read(mixed.getBytes(), null, few))
        .hasMessage("inputs[0].data mixes text and numbers");
    String short3 =
        "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"BYTES\", \"shape\": [1, 3],"
            + " \"data\": [\"a\", \"a\", \"a\", \"a\"]}]}";
    assertThatThrownBy(() -> InferenceRequestReader.read(short3.getBytes(), null, many))
        .hasMessage("inputs[0].data has more than 3 elements; its shape [1, 3] says 3");
  }

  private static void assertRefused(byte[] body, ReadLimits limits, String message) {
    assertThatThrownBy(() -> InferenceRequestReader.read(body, null, limits))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith(message);
  }

  /** As much as some hundred texts need. */
  private static void none(long bytes) {
    assertThat(bytes).isLessThan(100 * 64);
  }

  private static byte[] text(IntFunction<String> value) {
    return IntStream.range(0, ROWS)
        .mapToObj(value)
        .collect(Collectors.joining(","))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] tensor(String type, String name, byte[] data) {
    return ("{\"inputs\": [{\"name\": \"%s\", \"datatype\": \"%s\", \"shape\": [%d], \"data\": [%s]}]}"
            .formatted(name, type, ROWS, new String(data, StandardCharsets.US_ASCII)))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static Body binary(String type, byte[] elements, long least) {
    byte[] json =
        ("{\"inputs\": [{\"name\": \"x\", \"datatype\": \"%s\", \"shape\": [%d], \"parameters\":"
                + " {\"binary_data_size\": %d}}]}")
            .formatted(type, ROWS, elements.length)
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer body = ByteBuffer.allocate(json.length + elements.length).put(json).put(elements);
    return new Body("V2 binary " + type, body.array(), least, inference(json.length));
  }

  private static byte[] npy(String type) {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%d, 1), }".formatted(type, ROWS);
    ByteBuffer npy =
        ByteBuffer.allocate(10 + header.length() + ROWS).order(ByteOrder.LITTLE_ENDIAN);
    npy.put((byte) 0x93).put("NUMPY".getBytes()).put((byte) 1).put((byte) 0);
    npy.putShort((short) header.length()).put(header.getBytes());
    return npy.array();
  }

  /** Pictures of one colour, which PNG makes small. */
  private static Body pictures() throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR), "png", png);
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    for (int i = 0; i < 20; i++) {
      form.writeBytes("--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n".getBytes());
      form.writeBytes(png.toByteArray());
      form.writeBytes("\r\n".getBytes());
    }
    form.writeBytes("--b--\r\n".getBytes());
    return new Body(
        "pictures",
        form.toByteArray(),
        20L * 3 * 64 * 64 * Double.BYTES,
        rows(Format.MULTIPART, pixels()));
  }

  private static Reader inference(Integer jsonLength) {
    return (body, memory) ->
        InferenceRequestReader.read(body, jsonLength, new ReadLimits(MOST, MOST, memory));
  }

  private static Reader rows(Format format, BundleManifest.Data data) {
    String type = format.mediaType() + (format == Format.MULTIPART ? "; boundary=b" : "");
    return (body, memory) ->
        RowReader.read(new RowReader.Body(format, type, body), data, MOST, 4 * MOST, memory);
  }

  private static BundleManifest.Data table() {
    Column color = new Column("color", Column.CATEGORICAL, List.of("a"), null);
    return new BundleManifest.Data("vector", List.of(1L), "float64", List.of(color), null);
  }

  private static BundleManifest.Data numbers() {
    Column x = new Column("x", "real");
    return new BundleManifest.Data("vector", List.of(1L), "float64", List.of(x), null);
  }

  private static BundleManifest.Data pixels() {
    return new BundleManifest.Data("image", List.of(3L, 64L, 64L), "uint8", null, "CHW");
  }
}
