package org.mollify.exporter.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
  private final GraphBuilder graph = new GraphBuilder();
  private final Value x = graph.input(new GraphInput("x", new Shape(-1, 3), DataType.FLOAT32));

  private static Constant floats(Shape shape, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new Constant(DataType.FLOAT32, shape, bytes.array());
  }

  @Test
  void a_wrong_number_of_inputs_is_refused() {
    assertThatThrownBy(() -> graph.add(Operator.ADD, List.of(x)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Add takes 2 inputs, got 1");
  }

  @Test
  void an_unknown_attribute_is_refused() {
    assertThatThrownBy(() -> graph.add(Operator.NEG, List.of(x), Attribute.of("axis", 1)))
        .hasMessage("Neg has no attribute 'axis', only []");
  }

  @Test
  void an_attribute_of_the_wrong_kind_is_refused() {
    assertThatThrownBy(() -> graph.add(Operator.SOFTMAX, List.of(x), Attribute.of("axis", 1f)))
        .hasMessage("Softmax's attribute 'axis' is of kind INT, got FLOAT");
  }

  @Test
  void a_missing_required_attribute_is_refused() {
    assertThatThrownBy(() -> graph.add(Operator.TRANSPOSE, List.of(x)))
        .hasMessage("Transpose needs its attribute 'perm' of kind INTS");
  }

  @Test
  void an_attribute_given_twice_is_refused() {
    assertThatThrownBy(
            () ->
                graph.add(
                    Operator.SOFTMAX, List.of(x), Attribute.of("axis", 1), Attribute.of("axis", 0)))
        .hasMessage("Softmax's attribute 'axis' is given twice");
  }

  @Test
  void an_element_type_without_a_kernel_is_refused() {
    Value flags = graph.add(Operator.IS_NAN, List.of(x));
    assertThatThrownBy(() -> graph.add(Operator.EXP, List.of(flags)))
        .hasMessage(
            "Exp has no boolean kernel in ONNX Runtime, only float32, float64; convert with toType"
                + " first");
  }

  @Test
  void different_element_types_do_not_meet() {
    Value wide = graph.add(Operator.CAST, List.of(x), Attribute.of("to", 11));
    assertThat(wide.type()).hasToString("float64[N, 3]");
    assertThatThrownBy(() -> graph.add(Operator.ADD, List.of(x, wide)))
        .hasMessage("Add: element types differ: float32[N, 3] and float64[N, 3]");
  }

  @Test
  void a_batch_does_not_broadcast_with_a_fixed_number_of_rows() {
    assertThatThrownBy(
            () -> graph.add(Operator.ADD, List.of(x, floats(new Shape(2, 3), new float[6]))))
        .hasMessage("Add: shapes [float32[N, 3], float32[2, 3]] do not broadcast");
  }

  @Test
  void a_node_on_constants_alone_is_refused() {
    Constant one = floats(new Shape(), 1f);
    assertThatThrownBy(() -> graph.add(Operator.ADD, List.of(one, one)))
        .hasMessageContaining("depends on constants alone");
  }

  @Test
  void equal_nodes_and_equal_constants_are_one() {
    Value once = graph.add(Operator.MUL, List.of(x, floats(new Shape(1), 2f)));
    Value again = graph.add(Operator.MUL, List.of(x, floats(new Shape(1), 2f)));
    assertThat(again).isSameAs(once);
    Graph built = graph.build(Map.of("y", graph.add(Operator.ADD, List.of(once, again))));
    assertThat(built.nodes()).hasSize(2);
    assertThat(built.constants()).hasSize(1);
  }

  @Test
  void what_no_output_needs_is_dropped() {
    graph.add(Operator.MUL, List.of(x, floats(new Shape(1), 5f)));
    Graph built = graph.build(Map.of("y", graph.add(Operator.EXP, List.of(x))));
    assertThat(built.nodes()).extracting(Node::operator).containsExactly(Operator.EXP);
    assertThat(built.constants()).isEmpty();
  }

  @Test
  void names_tell_the_operator_and_outputs_keep_theirs() {
    Value e = graph.add(Operator.EXP, List.of(x));
    Map<String, Value> outputs = new LinkedHashMap<>();
    outputs.put("y", e);
    outputs.put("again", e);
    outputs.put("same", x);
    Graph built = graph.build(outputs);
    assertThat(built.nodes())
        .extracting(built::nameOf)
        .containsExactly("exp_1", "identity_1", "identity_2");
    assertThat(built.outputs().keySet()).containsExactly("y", "again", "same");
    assertThat(built.nameOf(e)).isEqualTo("y");
  }

  @Test
  void an_output_that_depends_on_no_input_is_refused() {
    assertThatThrownBy(() -> graph.build(Map.of("c", floats(new Shape(), 1f))))
        .hasMessage("output 'c' is a constant float32[]: it depends on no graph input");
  }

  @Test
  void a_value_of_another_graph_is_refused() {
    Value foreign = new GraphBuilder().input(new GraphInput("q", new Shape(-1), DataType.FLOAT32));
    assertThatThrownBy(() -> graph.add(Operator.EXP, List.of(foreign)))
        .hasMessageContaining("belongs to another graph");
  }

  @Test
  void merging_items_with_samples_and_parting_them_keeps_count_of_the_batch() {
    Value samples = graph.input(new GraphInput("s", new Shape(-1, 5, 4), DataType.FLOAT32));
    Value merged = graph.add(Operator.RESHAPE, List.of(samples, Constant.ofLongs(-1, 4)));
    assertThat(merged.type()).hasToString("float32[5N, 4]");
    Value parted = graph.add(Operator.RESHAPE, List.of(merged, Constant.ofLongs(-1, 5, 2, 2)));
    assertThat(parted.type()).hasToString("float32[N, 5, 2, 2]");
    assertThatThrownBy(() -> graph.add(Operator.RESHAPE, List.of(x, Constant.ofLongs(-1, 2))))
        .hasMessageContaining("the number of elements differs, reshaping float32[N, 3] to [-1, 2]");
    assertThatThrownBy(() -> graph.build(Map.of("m", merged)))
        .hasMessage("output 'm' is float32[5N, 4]: reshape it to one row for each item");
  }

  @Test
  void two_symbolic_axes_are_refused() {
    Value column = graph.input(new GraphInput("c", new Shape(3, -1), DataType.FLOAT32));
    assertThatThrownBy(() -> graph.add(Operator.MATMUL, List.of(x, column)))
        .hasMessageContaining("a shape can hold one symbolic axis, the batch");
  }

  @Test
  void no_operator_is_random() {
    assertThat(Arrays.stream(Operator.values()).map(Operator::onnxName))
        .noneMatch(name -> name.matches("(Random|Bernoulli|Multinomial|Dropout).*"));
  }
}
