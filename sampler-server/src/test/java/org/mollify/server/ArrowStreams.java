package org.mollify.server;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Arrow streams made by Arrow's own writer, and single messages made by hand. */
final class ArrowStreams {
  /** In rows of {@link #tensors}: no value. */
  static final double NULL = Double.NEGATIVE_INFINITY;

  private ArrowStreams() {}

  /** One column of lists, an item each, whose field has this metadata. */
  static byte[] tensors(
      BufferAllocator memory,
      Class<? extends FieldVector> type,
      Map<String, String> metadata,
      double[]... rows)
      throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int width = rows[0].length;
    FieldType list = new FieldType(false, new ArrowType.FixedSizeList(width), null, metadata);
    try (FixedSizeListVector images = new FixedSizeListVector("pixels", memory, list, null)) {
      ArrowType item =
          type == UInt1Vector.class
              ? new ArrowType.Int(8, false)
              : new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
      FieldVector values =
          (FieldVector) images.addOrGetVector(FieldType.nullable(item)).getVector();
      images.allocateNew();
      for (int r = 0; r < rows.length; r++) {
        images.startNewValue(r);
        for (int c = 0; c < width; c++) {
          int index = r * width + c;
          if (values instanceof UInt1Vector pixels) {
            pixels.setSafe(index, (int) rows[r][c]);
          } else if (rows[r][c] == NULL) {
            ((Float4Vector) values).setNull(index);
          } else {
            ((Float4Vector) values).setSafe(index, (float) rows[r][c]);
          }
        }
      }
      images.setValueCount(rows.length);
      try (VectorSchemaRoot root = VectorSchemaRoot.of(images);
          ArrowStreamWriter writer = new ArrowStreamWriter(root, null, bytes)) {
        writer.writeBatch();
      }
    }
    return bytes.toByteArray();
  }

  /** The messages of a stream, each with its body. */
  static List<byte[]> messages(byte[] stream) {
    List<byte[]> messages = new ArrayList<>();
    ByteBuffer data = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
    int start = 0;
    while (start < stream.length && data.getInt(start + 4) > 0) {
      int size = 8 + data.getInt(start + 4);
      Message message =
          Message.getRootAsMessage(data.slice(start + 8, size - 8).order(ByteOrder.LITTLE_ENDIAN));
      int end = start + size + (int) message.bodyLength();
      messages.add(Arrays.copyOfRange(stream, start, end));
      start = end;
    }
    return messages;
  }

  static byte[] joined(byte[]... messages) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      stream.writeBytes(message);
    }
    return stream.toByteArray();
  }

  /**
   * One message without a body.
   *
   * @param type type of its header
   * @param header where the header is in the builder; 0 for none
   */
  static byte[] message(FlatBufferBuilder builder, byte type, int header) {
    int message = Message.createMessage(builder, MetadataVersion.V5, type, header, 0, 0);
    Message.finishMessageBuffer(builder, message);
    byte[] metadata = builder.sizedByteArray();
    int padded = (metadata.length + 7) / 8 * 8;
    return ByteBuffer.allocate(8 + padded)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(-1)
        .putInt(padded)
        .put(metadata)
        .array();
  }
}
