package org.mollify.exporter.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.ElementType;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.Node;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.TensorType;
import org.mollify.exporter.graph.Value;
import org.mollify.exporter.onnx.proto.OnnxProto.AttributeProto;
import org.mollify.exporter.onnx.proto.OnnxProto.AttributeProto.AttributeType;
import org.mollify.exporter.onnx.proto.OnnxProto.GraphProto;
import org.mollify.exporter.onnx.proto.OnnxProto.ModelProto;
import org.mollify.exporter.onnx.proto.OnnxProto.NodeProto;
import org.mollify.exporter.onnx.proto.OnnxProto.TensorProto;
import org.mollify.exporter.onnx.proto.OnnxProto.TensorShapeProto;
import org.mollify.exporter.onnx.proto.OnnxProto.TypeProto;
import org.mollify.exporter.onnx.proto.OnnxProto.ValueInfoProto;

/**
 * Writes a graph as an ONNX model: IR version {@value #IR_VERSION}, opset {@value Operator#OPSET},
 * the batch axis as the symbolic dimension {@value #BATCH}, weights as little-endian raw data. The
 * same graph and metadata always give the same bytes.
 */
public final class OnnxWriter {
  /** Version of the intermediate representation. */
  public static final int IR_VERSION = 8;

  /** Name of the symbolic batch dimension. */
  public static final String BATCH = "N";

  /** Producer name in every model. */
  public static final String PRODUCER = "mollify";

  private OnnxWriter() {}

  /**
   * Writes a model file: first beside the target, then moved over it, so that no reader ever sees
   * half a file.
   *
   * @param metadata entries of {@code metadata_props}, written in order of their keys
   * @throws IOException if the file cannot be written
   */
  public static void write(Graph graph, Map<String, String> metadata, Path file)
      throws IOException {
    Path target = file.toAbsolutePath();
    Path temporary = target.resolveSibling(target.getFileName() + ".part");
    try {
      try (OutputStream out = Files.newOutputStream(temporary)) {
        encode(model(graph, metadata), out);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** The content of a model file. */
  public static byte[] toBytes(Graph graph, Map<String, String> metadata) {
    ModelProto model = model(graph, metadata);
    byte[] bytes = new byte[model.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      model.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("the model does not fit its own size", e);
    }
    return bytes;
  }

  private static void encode(ModelProto model, OutputStream stream) throws IOException {
    CodedOutputStream out = CodedOutputStream.newInstance(stream);
    out.useDeterministicSerialization();
    model.writeTo(out);
    out.flush();
  }

  private static ModelProto model(Graph graph, Map<String, String> metadata) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName(PRODUCER)
            .setProducerVersion(version())
            .setDocString("Traced from a DJL block; the batch axis is " + BATCH + ".")
            .setGraph(graph(graph));
    model.addOpsetImportBuilder().setVersion(Operator.OPSET);
    new TreeMap<>(metadata)
        .forEach((key, value) -> model.addMetadataPropsBuilder().setKey(key).setValue(value));
    return model.build();
  }

  private static String version() {
    String version = OnnxWriter.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static GraphProto graph(Graph graph) {
    GraphProto.Builder builder = GraphProto.newBuilder().setName(PRODUCER);
    graph.inputs().forEach(input -> builder.addInput(describe(input.name(), input.type())));
    graph.outputs().forEach((name, value) -> builder.addOutput(describe(name, value.type())));
    graph
        .constants()
        .forEach(
            constant -> builder.addInitializer(tensor(constant).setName(graph.nameOf(constant))));
    graph.nodes().forEach(node -> builder.addNode(node(graph, node)));
    return builder.build();
  }

  private static NodeProto node(Graph graph, Node node) {
    NodeProto.Builder builder =
        NodeProto.newBuilder().setName(graph.nameOf(node)).setOpType(node.operator().onnxName());
    for (Value input : node.inputs()) {
      builder.addInput(graph.nameOf(input));
    }
    node.results().forEach(result -> builder.addOutput(graph.nameOf(result)));
    node.attributes().forEach(attribute -> builder.addAttribute(attribute(attribute)));
    return builder.build();
  }

  private static AttributeProto attribute(Attribute attribute) {
    AttributeProto.Builder builder = AttributeProto.newBuilder().setName(attribute.name());
    if (attribute instanceof Attribute.Int integer) {
      builder.setType(AttributeType.INT).setI(integer.value());
    } else if (attribute instanceof Attribute.Real real) {
      builder.setType(AttributeType.FLOAT).setF(real.value());
    } else if (attribute instanceof Attribute.Ints integers) {
      builder.setType(AttributeType.INTS).addAllInts(integers.values());
    } else if (attribute instanceof Attribute.Text text) {
      builder.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text.value()));
    } else if (attribute instanceof Attribute.Tensor tensor) {
      builder.setType(AttributeType.TENSOR).setT(tensor(tensor.value()));
    }
    return builder.build();
  }

  private static TensorProto.Builder tensor(Constant constant) {
    TensorType type = constant.type();
    TensorProto.Builder builder =
        TensorProto.newBuilder()
            .setDataType(ElementType.of(type.dataType()).code())
            .setRawData(UnsafeByteOperations.unsafeWrap(constant.littleEndian()));
    for (long extent : type.extents()) {
      builder.addDims(extent);
    }
    return builder;
  }

  private static ValueInfoProto describe(String name, TensorType type) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long extent : type.extents()) {
      if (extent == -1) {
        shape.addDimBuilder().setDimParam(BATCH);
      } else {
        shape.addDimBuilder().setDimValue(extent);
      }
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder()
            .setElemType(ElementType.of(type.dataType()).code())
            .setShape(shape)
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
