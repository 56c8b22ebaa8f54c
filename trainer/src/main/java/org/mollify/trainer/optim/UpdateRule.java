package org.mollify.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * The formula of an optimiser that keeps two running values a scalar, written twice: over arrays of
 * floats and as array operations. Both work in place.
 */
interface UpdateRule {
  /** Returns the name of the second running value in an exported state. */
  String secondName();

  /**
   * Returns the constants of a step.
   *
   * @param step the number of the step, from 1
   * @param learningRate its learning rate
   */
  StepConstants constants(long step, double learningRate);

  /** Updates {@code count} scalars. The gradient is left as it is or not: it is done with. */
  void update(
      float[] parameter,
      float[] gradient,
      float[] first,
      float[] second,
      int count,
      StepConstants constants);

  /**
   * Updates a whole parameter.
   *
   * @param scratch owns every intermediate array; {@code gradient} is a copy that it owns too
   */
  void update(
      NDManager scratch,
      NDArray parameter,
      NDArray gradient,
      NDArray first,
      NDArray second,
      StepConstants constants);

  /**
   * What a step multiplies with, rounded to float as PyTorch does.
   *
   * @param stepSize learning rate over the bias correction of the first value
   * @param secondCorrection what the square root of the second value is divided by
   */
  record StepConstants(float stepSize, float secondCorrection) {}
}
