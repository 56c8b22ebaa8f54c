package org.mollify.exporter.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A finished graph: nodes in an order in which they can be computed, and a name for every value.
 * Every node depends on a graph input, and some output depends on every node.
 */
public final class Graph {
  private final List<GraphInput> inputs;
  private final List<Constant> constants;
  private final List<Node> nodes;
  private final Map<String, Value> outputs;
  private final Names names;

  Graph(
      List<GraphInput> inputs,
      List<Constant> constants,
      List<Node> nodes,
      Map<String, Value> outputs,
      Names names) {
    this.inputs = List.copyOf(inputs);
    this.constants = List.copyOf(constants);
    this.nodes = List.copyOf(nodes);
    this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    this.names = names;
  }

  /** Inputs in the order of their declaration, used or not. */
  public List<GraphInput> inputs() {
    return inputs;
  }

  /** The constants that nodes read, each once, in order of first use. */
  public List<Constant> constants() {
    return constants;
  }

  /** Nodes, each after those it reads from. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Outputs by name, in the order given. */
  public Map<String, Value> outputs() {
    return outputs;
  }

  /** Name of a value of this graph. */
  public String nameOf(Value value) {
    return names.of(value);
  }

  /** Name of a node of this graph. */
  public String nameOf(Node node) {
    return names.of(node);
  }

  /** Number of elements in all constants. */
  public long constantElements() {
    return constants.stream().mapToLong(constant -> constant.type().fixedSize()).sum();
  }

  /** Number of nodes with this operator. */
  public long count(Operator operator) {
    return nodes.stream().filter(node -> node.operator() == operator).count();
  }
}
