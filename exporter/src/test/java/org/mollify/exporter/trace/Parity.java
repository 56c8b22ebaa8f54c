package org.mollify.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.exporter.onnx.OnnxWriter;
import org.mollify.runtime.graph.OnnxEnvironment;

/** Traces a function, runs it in ONNX Runtime, and compares with the engine on the same inputs. */
final class Parity {
  static final int[] BATCHES = {1, 7, 256};

  private Parity() {}

  /** A function of inputs and parameters. */
  interface Function extends BiFunction<NDList, ParameterStore, NDList> {}

  static Graph trace(NDManager manager, List<Shape> shapes, DataType type, Function function) {
    return trace(manager, named(shapes, type), type, TransposedConvolutionForm.DEFAULT, function);
  }

  /** With inputs of their own types, and parameters of one. */
  static Graph trace(
      NDManager manager,
      List<GraphInput> inputs,
      DataType type,
      TransposedConvolutionForm transposed,
      Function function) {
    return Tracer.trace(
        manager,
        inputs,
        transposed,
        context -> {
          ParameterStore parameters =
              type.isFloating() ? context.parameters(type) : context.parameters();
          LinkedHashMap<String, NDArray> outputs = new LinkedHashMap<>();
          for (NDArray output : function.apply(context.inputs(), parameters)) {
            outputs.put("y" + outputs.size(), output);
          }
          return outputs;
        });
  }

  private static List<GraphInput> named(List<Shape> shapes, DataType type) {
    List<GraphInput> inputs = new ArrayList<>();
    for (Shape shape : shapes) {
      inputs.add(new GraphInput("x" + inputs.size(), shape, type));
    }
    return inputs;
  }

  /** Compares at every batch size; the error is |a - b| / (1 + |b|). */
  static void check(
      NDManager manager,
      List<Shape> shapes,
      DataType type,
      Function traced,
      Function reference,
      double tolerance)
      throws OrtException {
    check(
        manager,
        named(shapes, type),
        type,
        trace(manager, shapes, type, traced),
        reference,
        tolerance);
  }

  /** The same for a graph that is traced already. */
  static void check(
      NDManager manager,
      List<GraphInput> declared,
      DataType type,
      Graph graph,
      Function reference,
      double tolerance)
      throws OrtException {
    byte[] model = OnnxWriter.toBytes(graph, Map.of());
    OrtEnvironment environment = OnnxEnvironment.get();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(model, options)) {
        for (int batch : BATCHES) {
          try (NDManager sub = manager.newSubManager()) {
            NDList inputs = inputs(sub, declared, batch);
            ParameterStore parameters =
                type.isFloating()
                    ? new ConvertingParameterStore(sub, type)
                    : new ParameterStore(sub, false);
            NDList expected = reference.apply(inputs, parameters);
            compare(session, declared, inputs, expected, tolerance);
          }
        }
      }
    }
  }

  private static void compare(
      OrtSession session,
      List<GraphInput> declared,
      NDList inputs,
      NDList expected,
      double tolerance)
      throws OrtException {
    Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
    try {
      for (int i = 0; i < inputs.size(); i++) {
        feeds.put(declared.get(i).name(), tensor(inputs.get(i)));
      }
      try (OrtSession.Result result = session.run(feeds)) {
        assertThat(result.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
          compare((OnnxTensor) result.get("y" + i).orElseThrow(), expected.get(i), tolerance);
        }
      }
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  private static void compare(OnnxTensor actual, NDArray expected, double tolerance) {
    TensorInfo info = actual.getInfo();
    assertThat(info.getShape()).isEqualTo(expected.getShape().getShape());
    assertThat(info.type).isEqualTo(javaType(expected.getDataType()));
    ByteBuffer buffer = actual.getByteBuffer().order(ByteOrder.nativeOrder());
    Number[] numbers = expected.toArray();
    for (int i = 0; i < numbers.length; i++) {
      double a = element(buffer, info.type, i);
      double b = numbers[i].doubleValue();
      if (Double.isNaN(b) || Double.isInfinite(b)) {
        assertThat(Double.valueOf(a)).as("element %d", i).isEqualTo(Double.valueOf(b));
      } else {
        assertThat(Math.abs(a - b) / (1 + Math.abs(b)))
            .as("element %d: %s in ONNX Runtime, %s in the engine", i, a, b)
            .isLessThanOrEqualTo(tolerance);
      }
    }
  }

  private static double element(ByteBuffer buffer, OnnxJavaType type, int i) {
    return switch (type) {
      case FLOAT -> buffer.getFloat(4 * i);
      case DOUBLE -> buffer.getDouble(8 * i);
      case INT32 -> buffer.getInt(4 * i);
      case INT64 -> buffer.getLong(8 * i);
      case UINT8 -> buffer.get(i) & 0xff;
      case INT8, BOOL -> buffer.get(i);
      default -> throw new IllegalArgumentException("no comparison for " + type);
    };
  }

  private static OnnxJavaType javaType(DataType type) {
    return switch (type) {
      case FLOAT32 -> OnnxJavaType.FLOAT;
      case FLOAT64 -> OnnxJavaType.DOUBLE;
      case INT32 -> OnnxJavaType.INT32;
      case INT64 -> OnnxJavaType.INT64;
      case UINT8 -> OnnxJavaType.UINT8;
      case INT8 -> OnnxJavaType.INT8;
      case BOOLEAN -> OnnxJavaType.BOOL;
      default -> throw new IllegalArgumentException("no comparison for " + type);
    };
  }

  private static OnnxTensor tensor(NDArray array) throws OrtException {
    ByteBuffer content = array.toByteBuffer();
    ByteBuffer direct =
        ByteBuffer.allocateDirect(content.remaining()).order(ByteOrder.nativeOrder());
    direct.put(content).rewind();
    return OnnxTensor.createTensor(
        OnnxEnvironment.get(), direct, array.getShape().getShape(), javaType(array.getDataType()));
  }

  /**
   * Normal numbers with standard deviation 1.5, grey levels for bytes, or for other integer types
   * whole numbers in -4..4.
   */
  private static NDList inputs(NDManager manager, List<GraphInput> declared, int batch) {
    List<Shape> shapes = declared.stream().map(input -> input.shape()).toList();
    Random random = new Random(31L * batch + shapes.hashCode());
    NDList inputs = new NDList();
    for (GraphInput input : declared) {
      DataType type = input.dataType();
      long[] extents =
          LongStream.of(input.shape().getShape()).map(e -> e == -1 ? batch : e).toArray();
      double[] numbers = new double[(int) new Shape(extents).size()];
      for (int i = 0; i < numbers.length; i++) {
        double normal = random.nextGaussian() * 1.5;
        numbers[i] =
            switch (type) {
              case UINT8 -> Math.min(255, Math.rint(100 * Math.abs(normal)));
              case FLOAT32, FLOAT64 -> normal;
              default -> Math.max(-4, Math.min(4, Math.rint(normal)));
            };
      }
      inputs.add(manager.create(numbers, new Shape(extents)).toType(type, false));
    }
    return inputs;
  }
}
