package org.mollify.runtime.testing;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes small ONNX models (IR 8, opset 17) field by field. Field numbers are those of {@code
 * onnx.proto}.
 */
final class OnnxBuilder {
  static final int FLOAT = 1;
  static final int UINT8 = 2;
  static final int DOUBLE = 11;
  private static final int INT64 = 7;

  /** Writes the fields of one message. */
  @FunctionalInterface
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private final ByteArrayOutputStream nodes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream constants = new ByteArrayOutputStream();
  private final ByteArrayOutputStream inputs = new ByteArrayOutputStream();
  private final ByteArrayOutputStream outputs = new ByteArrayOutputStream();
  private int nodeCount;

  OnnxBuilder input(String name, int type, long... itemShape) {
    append(inputs, 11, port(name, type, itemShape));
    return this;
  }

  OnnxBuilder output(String name, int type, long... itemShape) {
    append(outputs, 12, port(name, type, itemShape));
    return this;
  }

  OnnxBuilder constant(String name, double[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      raw.putDouble(value);
    }
    return constant(name, DOUBLE, raw, shape);
  }

  OnnxBuilder floatConstant(String name, double[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      raw.putFloat((float) value);
    }
    return constant(name, FLOAT, raw, shape);
  }

  OnnxBuilder axes(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      raw.putLong(value);
    }
    return constant(name, INT64, raw, values.length);
  }

  OnnxBuilder node(String operator, List<String> from, String to) {
    return node(operator, from, to, null, 0);
  }

  OnnxBuilder reduceSum(String from, String axes, String to) {
    return node("ReduceSum", List.of(from, axes), to, "keepdims", 0);
  }

  OnnxBuilder cast(String from, int type, String to) {
    return node("Cast", List.of(from), to, "to", type);
  }

  private OnnxBuilder node(
      String operator, List<String> from, String to, String attribute, long value) {
    nodeCount++;
    append(
        nodes,
        1,
        out -> {
          for (String name : from) {
            out.writeString(1, name);
          }
          out.writeString(2, to);
          out.writeString(3, operator + nodeCount);
          out.writeString(4, operator);
          if (attribute != null) {
            message(
                out,
                5,
                a -> {
                  a.writeString(1, attribute);
                  a.writeInt64(3, value);
                  a.writeInt32(20, 2);
                });
          }
        });
    return this;
  }

  void write(Path file) throws IOException {
    try (var stream = Files.newOutputStream(file)) {
      CodedOutputStream out = CodedOutputStream.newInstance(stream);
      out.writeInt64(1, 8);
      out.writeString(2, "mollify-test");
      message(
          out,
          7,
          graph -> {
            graph.writeRawBytes(nodes.toByteArray());
            graph.writeString(2, "test");
            graph.writeRawBytes(constants.toByteArray());
            graph.writeRawBytes(inputs.toByteArray());
            graph.writeRawBytes(outputs.toByteArray());
          });
      message(out, 8, opset -> opset.writeInt64(2, 17));
      out.flush();
    }
  }

  private OnnxBuilder constant(String name, int type, ByteBuffer raw, long... shape) {
    append(
        constants,
        5,
        out -> {
          for (long size : shape) {
            out.writeInt64(1, size);
          }
          out.writeInt32(2, type);
          out.writeString(8, name);
          out.writeByteArray(9, raw.array());
        });
    return this;
  }

  private static Fields port(String name, int type, long[] itemShape) {
    return out -> {
      out.writeString(1, name);
      message(
          out,
          2,
          t ->
              message(
                  t,
                  1,
                  tensor -> {
                    tensor.writeInt32(1, type);
                    message(
                        tensor,
                        2,
                        shape -> {
                          message(shape, 1, d -> d.writeString(2, "N"));
                          for (long size : itemShape) {
                            message(shape, 1, d -> d.writeInt64(1, size));
                          }
                        });
                  }));
    };
  }

  private static void append(ByteArrayOutputStream list, int field, Fields fields) {
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(list);
      message(out, field, fields);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void message(CodedOutputStream out, int field, Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream inner = CodedOutputStream.newInstance(bytes);
    fields.write(inner);
    inner.flush();
    out.writeByteArray(field, bytes.toByteArray());
  }
}
