package org.mollify.models.block;

import ai.djl.ndarray.NDArray;

/**
 * Multiplication by a number that is safe to differentiate through.
 *
 * <p>{@code x.mul(0.5f)} of the PyTorch engine wraps the number in a tensor over a Java buffer and
 * closes it at once. Backward still reads that tensor, and reads freed memory if the garbage
 * collector ran in between: gradients are then wrong, or NaN, once in many steps. Here the number
 * lives as long as the manager of {@code x}. Addition and subtraction of numbers keep nothing for
 * backward and need no such care.
 */
public final class Scalar {

  private Scalar() {}

  /**
   * Multiplies by a number.
   *
   * @param x an array, owned by a manager that outlives the backward pass
   * @param factor the number
   * @return {@code factor x}
   */
  public static NDArray multiply(NDArray x, float factor) {
    return x.mul(x.getManager().create(factor));
  }
}
