package org.mollify.exporter.graph;

/** One result of a node. Two results are equal only if they are the same object. */
public final class Result implements Value {
  private final Node node;
  private final int index;
  private final TensorType type;

  Result(Node node, int index, TensorType type) {
    this.node = node;
    this.index = index;
    this.type = type;
  }

  /** The node that computes this value. */
  public Node node() {
    return node;
  }

  /** Position among the results of its node. */
  public int index() {
    return index;
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public String toString() {
    return node.operator().onnxName() + " result " + type;
  }
}
