package org.mollify.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/** Moves parameters along their gradients. Not safe for use by several threads. */
public interface Optimizer extends AutoCloseable {
  /**
   * Updates every parameter that has a gradient and sets the gradients to zero. To be called
   * outside a gradient collector. A parameter that no backward pass has reached stays as it is,
   * weight decay included.
   */
  void step();

  /** Sets the gradients to zero and leaves parameters and state alone: a step not taken. */
  void skip();

  /** Returns the learning rate of the next step. */
  double learningRate();

  /**
   * Sets the learning rate of the next steps.
   *
   * @throws IllegalArgumentException if it is not positive and finite
   */
  void setLearningRate(double learningRate);

  /**
   * Returns copies of the state, from which {@link #restoreState} goes on bit for bit. Keys are
   * {@code PARAMETER.exp_avg}, {@code PARAMETER.exp_avg_sq} (Adam) or {@code PARAMETER.exp_inf}
   * (Adamax), shaped as the parameter, and {@code PARAMETER.step}, an int64 array of shape (1).
   *
   * @param manager the owner of the copies
   */
  Map<String, NDArray> exportState(NDManager manager);

  /**
   * Puts back an exported state.
   *
   * @throws IllegalArgumentException with one line if an array is missing, has another shape, or
   *     belongs to no parameter; the state is then as it was
   */
  void restoreState(Map<String, NDArray> state);

  /** Releases the state. */
  @Override
  void close();
}
