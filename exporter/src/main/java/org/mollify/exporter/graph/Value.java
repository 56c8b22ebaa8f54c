package org.mollify.exporter.graph;

/** Something a node can read: a graph input, a constant, or the result of another node. */
public sealed interface Value permits GraphInput, Constant, Result {

  /** Element type and shape. */
  TensorType type();
}
