package org.mollify.exporter.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.exporter.onnx.OnnxWriter;
import org.mollify.runtime.graph.OnnxEnvironment;

/** Every operator loads in ONNX Runtime with every element type that it declares. */
class OperatorKernelTest {

  static Stream<Arguments> declaredKernels() {
    return Stream.of(Operator.values())
        .flatMap(op -> op.dataTypes().stream().sorted().map(type -> Arguments.of(op, type)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("declaredKernels")
  void onnx_runtime_has_the_declared_kernel(Operator operator, DataType type) throws OrtException {
    byte[] model = OnnxWriter.toBytes(smallest(operator, type), Map.of());
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      try (OrtSession session = OnnxEnvironment.get().createSession(model, options)) {
        assertThat(session.getOutputNames()).isNotEmpty();
      }
    }
  }

  private static Graph smallest(Operator operator, DataType type) {
    GraphBuilder graph = new GraphBuilder();
    Value x = graph.input(new GraphInput("x", new Shape(-1, 2), type));
    Value images = graph.input(new GraphInput("images", new Shape(-1, 2, 4, 4), type));
    List<Value> operands = new ArrayList<>();
    List<Attribute> attributes = new ArrayList<>();
    switch (operator) {
      case ADD, SUB, MUL, DIV, POW, MAX, MIN, EQUAL, GREATER, GREATER_OR_EQUAL, LESS ->
          operands.addAll(List.of(x, x));
      case LESS_OR_EQUAL, AND, OR, XOR -> operands.addAll(List.of(x, x));
      case MOD -> {
        operands.addAll(List.of(x, x));
        attributes.add(Attribute.of("fmod", 1));
      }
      case CLIP -> operands.addAll(List.of(x, zeros(type), zeros(type)));
      case WHERE -> {
        Value flags = graph.input(new GraphInput("flags", new Shape(-1, 2), DataType.BOOLEAN));
        operands.addAll(List.of(flags, x, x));
      }
      case CAST -> {
        operands.add(x);
        attributes.add(Attribute.of("to", 1));
      }
      case REDUCE_SUM, SQUEEZE, UNSQUEEZE -> {
        Value column = graph.input(new GraphInput("column", new Shape(-1, 1), type));
        operands.addAll(List.of(column, Constant.ofLongs(1)));
      }
      case ARG_MAX, ARG_MIN, SOFTMAX, LOG_SOFTMAX -> {
        operands.add(x);
        attributes.add(Attribute.of("axis", 1));
      }
      case CUM_SUM -> operands.addAll(List.of(x, Constant.ofLong(1)));
      case RESHAPE -> operands.addAll(List.of(x, Constant.ofLongs(-1, 1, 2)));
      case TRANSPOSE -> {
        operands.add(x);
        attributes.add(Attribute.of("perm", new long[] {1, 0}));
      }
      case CONCAT -> {
        operands.addAll(List.of(x, x));
        attributes.add(Attribute.of("axis", 1));
      }
      case TILE, EXPAND ->
          operands.addAll(List.of(x, Constant.ofLongs(1, operator == Operator.TILE ? 2 : 1)));
      case PAD -> operands.addAll(List.of(x, Constant.ofLongs(0, 1, 0, 1), zeros(type)));
      case CONSTANT_OF_SHAPE -> {
        operands.add(graph.add(Operator.SHAPE, List.of(x)));
        attributes.add(Attribute.of("value", zeros(DataType.FLOAT64, 1)));
      }
      case SLICE ->
          operands.addAll(
              List.of(
                  x,
                  Constant.ofLongs(0),
                  Constant.ofLongs(1),
                  Constant.ofLongs(1),
                  Constant.ofLongs(1)));
      case SPLIT -> {
        operands.addAll(List.of(x, Constant.ofLongs(1, 1)));
        attributes.add(Attribute.of("axis", 1));
      }
      case GATHER -> {
        operands.addAll(List.of(x, Constant.ofLongs(1, 0)));
        attributes.add(Attribute.of("axis", 1));
      }
      case GATHER_ELEMENTS -> {
        Value at = graph.input(new GraphInput("at", new Shape(-1, 2), DataType.INT64));
        operands.addAll(List.of(x, at));
        attributes.add(Attribute.of("axis", 1));
      }
      case MATMUL, GEMM -> operands.addAll(List.of(x, zeros(type, 2, 3)));
      case CONV, CONV_TRANSPOSE -> operands.addAll(List.of(images, zeros(type, 2, 2, 3, 3)));
      case BATCH_NORMALIZATION -> {
        Constant channels = zeros(type, 2);
        operands.addAll(List.of(images, channels, channels, channels, channels));
        attributes.add(Attribute.of("epsilon", 1f));
      }
      case LAYER_NORMALIZATION -> {
        operands.addAll(List.of(x, zeros(type, 2), zeros(type, 2)));
        attributes.add(Attribute.of("axis", 1));
        attributes.add(Attribute.of("epsilon", 1f));
      }
      case MAX_POOL, AVERAGE_POOL -> {
        operands.add(images);
        attributes.add(Attribute.of("kernel_shape", new long[] {2, 2}));
      }
      default -> operands.add(x);
    }
    List<Result> results = graph.addAll(operator, operands, attributes.toArray(Attribute[]::new));
    Map<String, Value> outputs = new LinkedHashMap<>();
    results.forEach(result -> outputs.put("y" + result.index(), result));
    return graph.build(outputs);
  }

  private static Constant zeros(DataType type, long... shape) {
    Shape extents = new Shape(shape);
    return new Constant(type, extents, new byte[(int) extents.size() * type.getNumOfBytes()]);
  }
}
