package org.mollify.exporter.graph;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An operator with the inputs and attributes proposed for it, as type rules see them. Equal calls
 * compute equal results.
 *
 * @param operator the operator
 * @param inputs what it reads
 * @param attributes attributes in the order of the operator's declaration
 */
record Call(Operator operator, List<Value> inputs, List<Attribute> attributes) {

  TensorType type(int input) {
    return inputs.get(input).type();
  }

  boolean has(int input) {
    return input < inputs.size();
  }

  /** The content of an int64 input that must be known at export. */
  long[] longs(int input) {
    if (inputs.get(input) instanceof Constant constant) {
      return constant.longs();
    }
    throw new IllegalArgumentException(
        "input " + input + " must be a constant, but it depends on a graph input");
  }

  long integer(String name, long otherwise) {
    return find(name).map(a -> ((Attribute.Int) a).value()).orElse(otherwise);
  }

  boolean flag(String name, boolean otherwise) {
    return integer(name, otherwise ? 1 : 0) != 0;
  }

  Optional<long[]> integers(String name) {
    return find(name).map(a -> ((Attribute.Ints) a).toArray());
  }

  Optional<Constant> tensor(String name) {
    return find(name).map(a -> ((Attribute.Tensor) a).value());
  }

  private Optional<Attribute> find(String name) {
    return attributes.stream().filter(a -> a.name().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return operator.onnxName()
        + inputs.stream().map(v -> v.type().toString()).collect(Collectors.joining(", ", "(", ")"));
  }
}
