package org.mollify.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mollify.exporter.graph.Constant;
import org.mollify.exporter.graph.Graph;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.exporter.graph.Node;
import org.mollify.exporter.graph.Operator;
import org.mollify.exporter.onnx.OnnxWriter;

class TracerTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private Graph trace(UnaryOperator<NDArray> function) {
    return Parity.trace(
        manager,
        List.of(Case.ROWS),
        DataType.FLOAT32,
        (x, p) -> new NDList(function.apply(x.singletonOrThrow())));
  }

  private static List<Operator> operators(Graph graph) {
    return graph.nodes().stream().map(Node::operator).toList();
  }

  @Test
  void what_depends_on_no_input_is_computed_while_tracing() {
    Parameter weight = Parameter.builder().setName("w").setType(Parameter.Type.WEIGHT).build();
    weight.setArray(manager.create(new float[][] {{2, 1, 0}, {0, 1, 3}, {1, 0, 4}}));
    Graph graph =
        Parity.trace(
            manager,
            List.of(Case.ROWS),
            DataType.FLOAT32,
            (x, parameters) -> {
              NDArray w = parameters.getValue(weight, x.head().getDevice(), false);
              NDArray logDeterminant = w.mul(w).sum().log().neg();
              return new NDList(x.head().matMul(w.inverse()).add(logDeterminant));
            });
    assertThat(operators(graph)).containsExactly(Operator.MATMUL, Operator.ADD);
    assertThat(graph.constants())
        .extracting(c -> c.type().toString())
        .containsExactly("float32[3, 3]", "float32[]");
    assertThat(graph.constants().get(0).littleEndian().getFloat(0))
        .isEqualTo(weight.getArray().inverse().getFloat(0, 0));
  }

  @Test
  void every_node_depends_on_an_input() {
    Graph graph =
        trace(
            x -> {
              NDManager m = x.getManager();
              NDArray mask = m.create(new float[] {1, 0, 1}).mul(m.ones(new Shape(3)).add(1));
              return x.mul(mask).add(m.arange(3f).softmax(0)).matMul(m.eye(3).transpose());
            });
    assertThat(operators(graph)).containsExactly(Operator.MUL, Operator.ADD, Operator.MATMUL);
    assertThat(graph.nodes())
        .noneMatch(node -> node.inputs().stream().allMatch(Constant.class::isInstance));
  }

  @Test
  void equal_steps_and_equal_constants_are_recorded_once_and_unused_ones_not_at_all() {
    Graph graph =
        trace(
            x -> {
              x.sin();
              NDArray once = x.mul(2f).exp();
              NDArray again = x.mul(2f).exp();
              return once.add(again).mul(2f);
            });
    assertThat(operators(graph))
        .containsExactly(Operator.MUL, Operator.EXP, Operator.ADD, Operator.MUL);
    assertThat(graph.constants()).hasSize(1);
  }

  @Test
  void a_block_is_traced_in_one_call_and_always_to_the_same_bytes() {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(4).build())
            .add(BatchNorm.builder().build());
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    List<GraphInput> inputs = List.of(new GraphInput("x", Case.ROWS, DataType.FLOAT32));
    byte[] first = OnnxWriter.toBytes(Tracer.trace(manager, inputs, block, List.of("y")), Map.of());
    byte[] second =
        OnnxWriter.toBytes(Tracer.trace(manager, inputs, block, List.of("y")), Map.of());
    assertThat(second).isEqualTo(first);
    assertThatThrownBy(() -> Tracer.trace(manager, inputs, block, List.of("a", "b")))
        .hasMessage("the block returns 1 arrays, but the names are [a, b]");
  }

  @Test
  void inputs_and_outputs_keep_names_order_types_and_the_batch() {
    List<GraphInput> inputs =
        List.of(
            new GraphInput("z0", new Shape(-1, 2), DataType.FLOAT64),
            new GraphInput("z1", new Shape(-1, 4, 4), DataType.FLOAT32));
    Graph graph =
        Tracer.trace(
            manager,
            inputs,
            context -> {
              LinkedHashMap<String, NDArray> outputs = new LinkedHashMap<>();
              outputs.put("x", context.input("z1").exp());
              outputs.put("loglik", context.input("z0").sum(new int[] {1}));
              return outputs;
            });
    assertThat(graph.inputs()).isEqualTo(inputs);
    assertThat(graph.outputs().keySet()).containsExactly("x", "loglik");
    assertThat(graph.outputs().values())
        .extracting(value -> value.type().toString())
        .containsExactly("float32[N, 4, 4]", "float64[N]");
  }

  @Test
  void the_batch_axis_is_minus_one_in_every_traced_shape() {
    trace(
        x -> {
          assertThat(x.getShape()).isEqualTo(new Shape(-1, 3));
          assertThat(x.size(0)).isEqualTo(-1);
          assertThat(x.size(1)).isEqualTo(3);
          assertThat(x.expandDims(0).getShape()).isEqualTo(new Shape(1, -1, 3));
          assertThat(x).hasToString("traced float32[N, 3]");
          return x.exp();
        });
  }

  @Test
  void nothing_made_for_a_trace_outlives_it_and_parameters_stay_usable() {
    Parameter weight = Parameter.builder().setName("w").setType(Parameter.Type.WEIGHT).build();
    weight.setArray(manager.create(new float[] {1, 2, 3}));
    int before = manager.getManagedArrays().size();
    Parity.trace(
        manager,
        List.of(Case.ROWS),
        DataType.FLOAT32,
        (x, parameters) -> {
          NDArray w = parameters.getValue(weight, x.head().getDevice(), false);
          NDArray closed = w.exp();
          NDArray y = x.head().mul(closed.add(1)).mul(w.get(":").neg());
          closed.close();
          return new NDList(y);
        });
    assertThat(manager.getManagedArrays()).hasSize(before);
    assertThat(weight.getArray().toFloatArray()).containsExactly(1, 2, 3);
  }

  @Test
  void changes_in_place_are_honoured_on_own_arrays() {
    Graph graph = trace(x -> x.mul(x.getManager().create(new float[] {1, 2, 3}).addi(4)));
    assertThat(operators(graph)).containsExactly(Operator.MUL);
    assertThat(graph.constants().get(0).littleEndian().getFloat(4)).isEqualTo(6f);
  }

  @Test
  void an_array_of_another_trace_is_refused() {
    NDArray[] kept = new NDArray[1];
    trace(
        x -> {
          kept[0] = x;
          return x.exp();
        });
    assertThatThrownBy(() -> trace(x -> x.add(kept[0])))
        .isInstanceOf(UntraceableException.class)
        .hasMessageContaining("an array of one trace is used in another");
  }

  @Test
  void a_converted_model_is_traced_in_float64() {
    Linear linear = Linear.builder().setUnits(2).build();
    linear.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    Graph graph =
        Parity.trace(
            manager, List.of(Case.ROWS), DataType.FLOAT64, (x, p) -> linear.forward(p, x, false));
    assertThat(graph.constants()).allMatch(c -> c.type().dataType() == DataType.FLOAT64);
    assertThat(graph.outputs().get("y0").type()).hasToString("float64[N, 2]");
  }
}
