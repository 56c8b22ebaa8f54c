package org.mollify.server;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.mollify.runtime.io.NpyWriter;

/** Bodies for the fuzzing of routes: good ones, good ones that were damaged, and nonsense. */
final class FuzzBodies {
  /** Values that numbers are often mistaken for, or that are at the edge of what they may be. */
  static final List<String> VALUES =
      List.of(
          "0",
          "1",
          "-1",
          "2",
          "1.5",
          "-0",
          "1e308",
          "1e999",
          "-1e999",
          "1e-400",
          "NaN",
          "Infinity",
          "-Infinity",
          "null",
          "true",
          "\"\"",
          "\"red\"",
          "\"x\"",
          "9007199254740993",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "99999999999999999999999999",
          "[]",
          "{}",
          "[[]]",
          "0x10",
          "1_000",
          "1,5",
          "é",
          "\\u0000",
          "1e999999999",
          "1e2147483647",
          "1e-2147483647",
          "1e2147483648",
          "9".repeat(1001),
          "0." + "1".repeat(1001),
          "\"\\ud800\"",
          "[1,2,3]");

  private static final List<String> JSON =
      List.of(
          "{\"rows\": [[1.5, -2.25, 1600000001], [0, 0, 0]]}",
          "{\"rows\": [{\"alcohol\": 1, \"pH\": 2, \"time stamp\": 3}]}",
          "{\"rows\": [{\"color\": \"red\", \"count\": 3, \"size\": null}]}",
          "{\"id\": \"1\", \"inputs\": [{\"name\": \"x\", \"shape\": [1, 3], \"datatype\": \"FP64\","
              + " \"data\": [1, 2, 3]}], \"outputs\": [{\"name\": \"finite\"}]}",
          "{\"parameters\": {\"role\": \"sample\", \"n\": 3, \"seed\": 7, \"temperature\": 0.5,"
              + " \"binary_data_output\": true}, \"inputs\": []}",
          "{\"parameters\": {\"role\": \"decode\"}, \"inputs\": [{\"name\": \"z\", \"shape\": [1, 3],"
              + " \"datatype\": \"FP32\", \"data\": [[1, 2, 3]]}]}",
          "{\"inputs\": [{\"name\": \"x\", \"shape\": [1, 3], \"datatype\": \"FP64\", \"parameters\":"
              + " {\"binary_data_size\": 24}}]}");

  private FuzzBodies() {}

  /** Bodies that some model takes. */
  static List<byte[]> good() throws Exception {
    List<byte[]> good = new ArrayList<>();
    JSON.forEach(json -> good.add(json.getBytes(StandardCharsets.UTF_8)));
    good.add("alcohol,pH,time stamp\n1.5,-2.25,1600000001\n0,0,0\n".getBytes());
    good.add("\uFEFFsize,color,count\r\n,\"deep, blue\",4\r\n2,red,7\r\n".getBytes("UTF-8"));
    good.add(npy(2, 3));
    good.add(npy(1, 3, 2, 4));
    good.add(picture("png", 4, 2));
    good.add(picture("jpeg", 4, 2));
    good.add(form(picture("png", 4, 2), picture("jpeg", 4, 2)));
    byte[] json = JSON.get(JSON.size() - 1).getBytes(StandardCharsets.UTF_8);
    good.add(
        ByteBuffer.allocate(json.length + 24)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(json)
            .putDouble(1)
            .putDouble(2)
            .putDouble(3)
            .array());
    return good;
  }

  /** Good bodies, damaged ones, and nonsense. */
  static Arbitrary<byte[]> any(List<byte[]> good) {
    Arbitrary<byte[]> base = Arbitraries.of(good);
    Arbitrary<byte[]> damaged =
        Combinators.combine(base, damage().list().ofMinSize(1).ofMaxSize(6))
            .as(
                (body, steps) -> {
                  byte[] changed = body;
                  for (Damage step : steps) {
                    changed = step.to(changed);
                  }
                  return changed;
                });
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(2, base),
        net.jqwik.api.Tuple.of(8, damaged),
        net.jqwik.api.Tuple.of(5, documents()),
        net.jqwik.api.Tuple.of(4, FuzzArrays.any()),
        net.jqwik.api.Tuple.of(1, nested()),
        net.jqwik.api.Tuple.of(1, bytes));
  }

  /** Something that goes wrong with a body, at a place given as a share of its length. */
  private record Damage(int kind, double place, int value) {
    byte[] to(byte[] body) {
      int at = (int) (place * body.length);
      return switch (kind) {
        case 0 -> Arrays.copyOf(body, at);
        case 1 -> with(body, at, new byte[] {(byte) value}, 1);
        case 2 -> with(body, at, new byte[] {(byte) value, (byte) (value >> 8)}, 0);
        case 3 -> with(body, at, new byte[0], 1 + (value & 7));
        case 4 -> with(body, at, little(value), 4);
        case 5 -> with(body, at, little(value % 3 == 0 ? -1 : 1 << (value & 31)), 4);
        case 6 ->
            with(body, at, VALUES.get((value & 0xFFFF) % VALUES.size()).getBytes(), value & 3);
        default -> with(body, at, Arrays.copyOfRange(body, at / 2, at), 0);
      };
    }

    private static byte[] with(byte[] body, int at, byte[] put, int over) {
      ByteArrayOutputStream changed = new ByteArrayOutputStream();
      changed.write(body, 0, at);
      changed.writeBytes(put);
      int rest = Math.min(body.length, at + over);
      changed.write(body, rest, body.length - rest);
      return changed.toByteArray();
    }

    private static byte[] little(int value) {
      return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }
  }

  private static Arbitrary<Damage> damage() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 7),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.integers())
        .as(Damage::new);
  }

  /** Well-formed shapes of documents with values of the wrong kind. */
  private static Arbitrary<byte[]> documents() {
    Arbitrary<String> value = Arbitraries.of(VALUES);
    Arbitrary<String> row = value.list().ofMaxSize(4).map(cells -> String.join(",", cells));
    Arbitrary<String> rows =
        row.list().ofMaxSize(4).map(list -> "[" + String.join("],[", list) + "]");
    Arbitrary<String> tensor =
        Combinators.combine(
                Arbitraries.of("x", "z", "size", "", "color"),
                value.list().ofMaxSize(3),
                Arbitraries.of("FP64", "FP16", "BF16", "BYTES", "BOOL", "UINT64", "INT8", "FP65"),
                value.list().ofMaxSize(4),
                value)
            .as(
                (name, shape, type, data, size) ->
                    "{\"name\": \"%s\", \"shape\": [%s], \"datatype\": \"%s\", \"data\": [%s]%s}"
                        .formatted(
                            name,
                            String.join(",", shape),
                            type,
                            String.join(",", data),
                            size.hashCode() % 3 == 0
                                ? ", \"parameters\": {\"binary_data_size\": " + size + "}"
                                : ""));
    Arbitrary<String> role = Arbitraries.of("loglik", "sample", "encode", "decode", "");
    return Arbitraries.oneOf(
            rows.map(all -> "{\"rows\": [" + all + "]}"),
            row.map(cells -> "{\"rows\": [{\"alcohol\": " + cells + "}]}"),
            rows.map(all -> "color,count,size\n" + all.replace("],[", "\n")),
            Combinators.combine(tensor, role, value, value)
                .as(
                    (input, name, n, seed) ->
                        "{\"parameters\": {\"role\": \"%s\", \"n\": %s, \"seed\": %s}, \"inputs\": [%s]}"
                            .formatted(name, n, seed, input)),
            tensor.map(input -> "{\"inputs\": [" + input + "]}"))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  private static Arbitrary<byte[]> nested() {
    return Combinators.combine(
            Arbitraries.integers().between(2, 50_000),
            Arbitraries.of("[", "{\"a\":", "{\"rows\":", "{\"inputs\":[", "\"", "(", "\n", ","))
        .as((depth, open) -> open.repeat(depth).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] npy(long... shape) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (NpyWriter writer = new NpyWriter(bytes, NpyWriter.Type.FLOAT32, shape)) {
      writer.write(new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)]);
    }
    return bytes.toByteArray();
  }

  private static byte[] picture(String format, int width, int height) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), format, bytes);
    return bytes.toByteArray();
  }

  private static byte[] form(byte[]... files) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] file : files) {
      body.writeBytes(
          "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n".getBytes());
      body.writeBytes(file);
      body.writeBytes("\r\n".getBytes());
    }
    body.writeBytes("--b--\r\n".getBytes());
    return body.toByteArray();
  }
}
