package org.mollify.server;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/** NPY headers and Arrow messages that are whole but say what cannot be. */
final class FuzzArrays {
  private FuzzArrays() {}

  static Arbitrary<byte[]> any() {
    return Arbitraries.oneOf(arrays(), messages());
  }

  private static Arbitrary<byte[]> arrays() {
    Arbitrary<String> size =
        Arbitraries.of(
            "1", "2", "3", "24", "0", "", "1 2", "-1", "9999999999", "4294967296", "1e3", "None");
    Arbitrary<String> shape =
        size.list().ofMaxSize(5).map(sizes -> "(" + String.join(", ", sizes) + ")");
    return Combinators.combine(
            Arbitraries.of("<f8", ">f4", "<f2", "|u1", "|b1", ">u8", "<i2", "<c8", "|O", "", "f"),
            Arbitraries.of("True", "False", "False"),
            Arbitraries.oneOf(shape, Arbitraries.of("(,)", "3", "()", "((1, 3))", "[1, 3]")),
            Arbitraries.of(0, 3, 24, 48, 96),
            Arbitraries.of(1, 1, 1, 2, 3, 0))
        .as(FuzzArrays::npy);
  }

  private static byte[] npy(String type, String order, String shape, int bytes, int version) {
    byte[] header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
            .formatted(type, order, shape)
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer body =
        ByteBuffer.allocate(12 + header.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    body.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    body.put((byte) version).put((byte) 0);
    if (version == 1) {
      body.putShort((short) header.length);
    } else {
      body.putInt(header.length);
    }
    body.put(header);
    byte[] used = new byte[body.position() + bytes];
    System.arraycopy(body.array(), 0, used, 0, body.position());
    return used;
  }

  /** A schema or none, then messages with or without the tables that they announce. */
  private static Arbitrary<byte[]> messages() {
    Arbitrary<byte[]> message =
        Combinators.combine(
                Arbitraries.bytes().between((byte) 0, (byte) 6), Arbitraries.of(true, false, false))
            .as(FuzzArrays::message);
    return Combinators.combine(Arbitraries.of(true, true, false), message.list().ofMaxSize(3))
        .as(
            (schema, following) -> {
              ByteArrayOutputStream stream = new ByteArrayOutputStream();
              if (schema) {
                stream.writeBytes(message(MessageHeader.Schema, true));
              }
              following.forEach(stream::writeBytes);
              return stream.toByteArray();
            });
  }

  private static byte[] message(byte type, boolean whole) {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int header = 0;
    if (whole && type == MessageHeader.Schema) {
      int fields = Schema.createFieldsVector(builder, new int[0]);
      header = Schema.createSchema(builder, (short) 0, fields, 0, 0);
    } else if (whole) {
      RecordBatch.startRecordBatch(builder);
      RecordBatch.addLength(builder, 3);
      header = RecordBatch.endRecordBatch(builder);
    }
    return ArrowStreams.message(builder, type, header);
  }
}
