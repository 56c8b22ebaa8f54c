package org.mollify.exporter.graph;

import java.util.List;
import java.util.stream.IntStream;

/** One operator applied to values. Made by {@link GraphBuilder}, which has checked it. */
public final class Node {
  private final Call call;
  private final List<Result> results;

  Node(Call call, List<TensorType> types) {
    this.call = call;
    this.results =
        IntStream.range(0, types.size())
            .mapToObj(index -> new Result(this, index, types.get(index)))
            .toList();
  }

  /** The operator. */
  public Operator operator() {
    return call.operator();
  }

  /** What the operator reads, in order. */
  public List<Value> inputs() {
    return call.inputs();
  }

  /** Attributes that were set, in the order of the operator's declaration. */
  public List<Attribute> attributes() {
    return call.attributes();
  }

  /** What the operator computes. */
  public List<Result> results() {
    return results;
  }

  @Override
  public String toString() {
    return call.toString();
  }
}
