package org.mollify.exporter.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * A named input of a graph.
 *
 * @param name name in the graph
 * @param shape extents, -1 for the batch axis
 * @param dataType element type
 */
public record GraphInput(String name, Shape shape, DataType dataType) implements Value {

  /** Checks that the name is not blank and that at most one axis is symbolic. */
  public GraphInput {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("a graph input needs a name");
    }
    new TensorType(dataType, shape);
  }

  @Override
  public TensorType type() {
    return new TensorType(dataType, shape);
  }
}
