package org.mollify.exporter.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names for the values and nodes of a graph: inputs and outputs keep the caller's names, everything
 * else is called after its operator and a counter. The same graph always gets the same names.
 */
final class Names {
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> counters = new HashMap<>();
  private final Map<Value, String> values = new HashMap<>();
  private final Map<Node, String> nodes = new IdentityHashMap<>();

  Names(
      List<GraphInput> inputs,
      List<Constant> constants,
      List<Node> nodesInOrder,
      Map<String, Value> outputs) {
    inputs.forEach(input -> claim(input, input.name()));
    outputs.forEach((name, value) -> claim(value, name));
    constants.forEach(constant -> values.put(constant, next("constant")));
    for (Node node : nodesInOrder) {
      String name = next(node.operator().name().toLowerCase(Locale.ROOT));
      nodes.put(node, name);
      for (Result result : node.results()) {
        String resultName = node.results().size() == 1 ? name : name + "." + result.index();
        values.putIfAbsent(result, resultName);
      }
    }
  }

  String of(Value value) {
    return values.get(value);
  }

  String of(Node node) {
    return nodes.get(node);
  }

  private void claim(Value value, String name) {
    if (!taken.add(name)) {
      throw new IllegalArgumentException("two inputs or outputs are named '" + name + "'");
    }
    values.put(value, name);
  }

  private String next(String kind) {
    String name;
    do {
      name = kind + "_" + counters.merge(kind, 1, Integer::sum);
    } while (!taken.add(name));
    return name;
  }
}
