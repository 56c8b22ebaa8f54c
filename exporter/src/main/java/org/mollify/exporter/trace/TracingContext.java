package org.mollify.exporter.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;

/** What a traced computation gets to work with. */
public final class TracingContext {
  private final Trace trace;
  private final NDList inputs;

  TracingContext(Trace trace, NDList inputs) {
    this.trace = trace;
    this.inputs = inputs;
  }

  /** The graph inputs, in the order of their declaration, each with its name set. */
  public NDList inputs() {
    return new NDList(inputs);
  }

  /**
   * One graph input.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public NDArray input(String name) {
    NDArray input = inputs.get(name);
    if (input == null) {
      throw new IllegalArgumentException("there is no graph input named '" + name + "'");
    }
    return input;
  }

  /** Hands parameters to blocks as constants, in the element type they have. */
  public ParameterStore parameters() {
    return new ConstantParameters(trace, null);
  }

  /** Hands parameters to blocks as constants; floating ones are converted to the given type. */
  public ParameterStore parameters(DataType floating) {
    return new ConstantParameters(trace, floating);
  }

  /** Makes constants; its random methods refuse. */
  public NDManager manager() {
    return trace.manager();
  }
}
