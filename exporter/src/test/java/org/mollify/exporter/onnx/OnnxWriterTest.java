package org.mollify.exporter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.exporter.graph.Attribute;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.GraphBuilder;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.graph.Value;
import org.mollify.exporter.onnx.proto.OnnxProto.ModelProto;
import org.mollify.exporter.onnx.proto.OnnxProto.StringStringEntryProto;
import org.mollify.exporter.onnx.proto.OnnxProto.TensorProto;
import org.mollify.exporter.onnx.proto.OnnxProto.TensorShapeProto;
import org.mollify.runtime.graph.OnnxEnvironment;

class OnnxWriterTest {

  private static Graph doubled() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input(new GraphInput("x", new Shape(-1, 2), DataType.FLOAT32));
    ByteBuffer two = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 2f);
    Constant factor = new Constant(DataType.FLOAT32, new Shape(), two.array());
    Value y = builder.add(Operator.MUL, List.of(x, factor));
    return builder.build(
        Map.of("y", builder.add(Operator.LEAKY_RELU, List.of(y), Attribute.of("alpha", 0.5f))));
  }

  @Test
  void a_file_states_opset_17_ir_8_and_a_symbolic_batch(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("doubled.onnx");
    OnnxWriter.write(doubled(), Map.of(), file);
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    assertThat(model.getIrVersion()).isEqualTo(8);
    assertThat(model.getOpsetImportList()).hasSize(1);
    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
    assertThat(model.getProducerName()).isEqualTo("mollify");
    for (var described : List.of(model.getGraph().getInput(0), model.getGraph().getOutput(0))) {
      TensorShapeProto shape = described.getType().getTensorType().getShape();
      assertThat(shape.getDim(0).getDimParam()).isEqualTo("N");
      assertThat(shape.getDim(1).getDimValue()).isEqualTo(2);
      assertThat(described.getType().getTensorType().getElemType())
          .isEqualTo(TensorProto.DataType.FLOAT_VALUE);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void weights_are_little_endian_raw_data() throws IOException {
    ModelProto model = ModelProto.parseFrom(OnnxWriter.toBytes(doubled(), Map.of()));
    assertThat(model.getGraph().getInitializer(0).getRawData().toByteArray())
        .containsExactly(0x00, 0x00, 0x00, 0x40);
  }

  @Test
  void metadata_is_read_back_as_written() throws IOException {
    Map<String, String> metadata = Map.of("seed", "7", "data", "redwine", "note", "Müller\n\"x\"");
    ModelProto model = ModelProto.parseFrom(OnnxWriter.toBytes(doubled(), metadata));
    assertThat(model.getMetadataPropsList())
        .extracting(StringStringEntryProto::getKey)
        .containsExactly("data", "note", "seed");
    assertThat(model.getMetadataPropsList())
        .allSatisfy(e -> assertThat(e.getValue()).isEqualTo(metadata.get(e.getKey())));
  }

  @Test
  void onnx_runtime_reads_metadata_and_the_symbolic_batch() throws OrtException {
    byte[] model = OnnxWriter.toBytes(doubled(), Map.of("seed", "7"));
    try (OrtSession session = OnnxEnvironment.get().createSession(model)) {
      assertThat(session.getMetadata().getCustomMetadata()).containsExactly(Map.entry("seed", "7"));
      assertThat(session.getMetadata().getProducerName()).isEqualTo("mollify");
      TensorInfo input = (TensorInfo) session.getInputInfo().get("x").getInfo();
      assertThat(input.getShape()).containsExactly(-1, 2);
      assertThat(input.getDimensionNames()[0]).isEqualTo("N");
    }
  }

  @Test
  void the_same_graph_gives_the_same_bytes() {
    Map<String, String> metadata = Map.of("a", "1", "b", "2", "c", "3");
    assertThat(OnnxWriter.toBytes(doubled(), metadata))
        .isEqualTo(OnnxWriter.toBytes(doubled(), metadata));
  }

  @Test
  void a_file_that_cannot_be_written_leaves_nothing(@TempDir Path folder) throws IOException {
    Path file = Files.createDirectories(folder.resolve("taken/full")).getParent();
    assertThatThrownBy(() -> OnnxWriter.write(doubled(), Map.of(), file))
        .isInstanceOf(IOException.class);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
