package org.mollify.exporter.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds a graph node by node. Each node is checked as it is added. Equal nodes and constants of
 * equal content are one from the start (common subexpressions); {@link #build} keeps only what an
 * output needs (dead code). A node on constants alone is refused: whoever builds computes it
 * instead.
 */
public final class GraphBuilder {
  private final List<GraphInput> inputs = new ArrayList<>();
  private final Map<Constant, Constant> constants = new HashMap<>();
  private final Map<Call, Node> nodes = new LinkedHashMap<>();
  private final Set<Node> owned = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Declares an input.
   *
   * @throws IllegalArgumentException if the name is taken or the element type cannot be held
   */
  public GraphInput input(GraphInput input) {
    if (inputs.stream().anyMatch(other -> other.name().equals(input.name()))) {
      throw new IllegalArgumentException("two inputs are named '" + input.name() + "'");
    }
    ElementType.of(input.dataType());
    inputs.add(input);
    return input;
  }

  /** The constant of this graph that has the given content. */
  public Constant constant(Constant constant) {
    ElementType.of(constant.type().dataType());
    Constant known = constants.putIfAbsent(constant, constant);
    return known == null ? constant : known;
  }

  /**
   * Adds a node with one result, or finds the equal one.
   *
   * @throws IllegalArgumentException if arity, element types, attributes or shapes do not fit
   */
  public Value add(Operator operator, List<? extends Value> operands, Attribute... attributes) {
    List<Result> results = addAll(operator, operands, attributes);
    if (results.size() != 1) {
      throw new IllegalArgumentException(
          operator.onnxName() + " has " + results.size() + " results");
    }
    return results.get(0);
  }

  /**
   * Adds a node, or finds the equal one.
   *
   * @throws IllegalArgumentException if arity, element types, attributes or shapes do not fit
   */
  public List<Result> addAll(
      Operator operator, List<? extends Value> operands, Attribute... attributes) {
    List<Value> shared = new ArrayList<>();
    for (Value operand : operands) {
      shared.add(operand instanceof Constant constant ? constant(constant) : operand);
    }
    Call call = operator.check(shared, List.of(attributes));
    if (shared.stream().allMatch(Constant.class::isInstance)) {
      throw new IllegalArgumentException(
          call + " depends on constants alone: compute it instead of recording it");
    }
    for (Value operand : shared) {
      checkOwned(operand);
    }
    Node known = nodes.get(call);
    if (known == null) {
      known = new Node(call, infer(call));
      nodes.put(call, known);
      owned.add(known);
    }
    return known.results();
  }

  private static List<TensorType> infer(Call call) {
    try {
      return call.operator().infer(call);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(call.operator().onnxName() + ": " + e.getMessage(), e);
    }
  }

  private void checkOwned(Value operand) {
    boolean own = operand instanceof Constant;
    if (operand instanceof GraphInput) {
      own = inputs.contains(operand);
    } else if (operand instanceof Result result) {
      own = owned.contains(result.node());
    }
    if (!own) {
      throw new IllegalArgumentException(operand + " belongs to another graph");
    }
  }

  /**
   * Finishes the graph. An input, or a value that already is an output, gets an Identity node to
   * carry a further output name.
   *
   * @param outputs the outputs by name, in order
   * @throws IllegalArgumentException if there is no output, an output depends on no input, holds a
   *     multiple of the batch, or a name is used twice
   */
  public Graph build(Map<String, Value> outputs) {
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("a graph needs at least one output");
    }
    Map<String, Value> named = new LinkedHashMap<>();
    Set<Value> claimed = new HashSet<>(inputs);
    List<Node> copies = new ArrayList<>();
    outputs.forEach(
        (name, value) -> {
          checkOutput(name, value);
          Value carrier = value;
          if (!claimed.add(value)) {
            Call copy = Operator.IDENTITY.check(List.of(value), List.of());
            copies.add(new Node(copy, infer(copy)));
            carrier = copies.get(copies.size() - 1).results().get(0);
          }
          named.put(name, carrier);
        });
    Set<Node> needed = needed(named.values());
    List<Node> live = new ArrayList<>(nodes.values());
    live.retainAll(needed);
    live.addAll(copies);
    List<Constant> read =
        live.stream()
            .flatMap(node -> node.inputs().stream())
            .filter(Constant.class::isInstance)
            .map(Constant.class::cast)
            .distinct()
            .toList();
    return new Graph(inputs, read, live, named, new Names(inputs, read, live, named));
  }

  private void checkOutput(String name, Value value) {
    checkOwned(value);
    if (value instanceof Constant) {
      throw new IllegalArgumentException(
          "output '" + name + "' is a " + value + ": it depends on no graph input");
    }
    if (value.type().multiple() != 1) {
      throw new IllegalArgumentException(
          "output '" + name + "' is " + value.type() + ": reshape it to one row for each item");
    }
  }

  /** The nodes that some output depends on. */
  private static Set<Node> needed(Collection<Value> outputs) {
    Set<Node> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Value> open = new ArrayDeque<>(outputs);
    while (!open.isEmpty()) {
      if (open.pop() instanceof Result result && needed.add(result.node())) {
        open.addAll(result.node().inputs());
      }
    }
    return needed;
  }
}
