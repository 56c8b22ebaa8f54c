package org.mollify.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * What Adam and Adamax share: the penalised gradient {@code g ← g + λθ}, its running mean {@code m
 * ← β₁m + (1 - β₁)g}, and the step size {@code α/(1 - β₁ᵗ)} that corrects for the mean's start at
 * zero.
 */
abstract class FirstMoment implements UpdateRule {
  private final double beta1;
  final float decay1;
  final float gain1;
  final float decay2;
  final float epsilon;
  final float weightDecay;

  FirstMoment(OptimizerSpec spec) {
    beta1 = spec.beta1();
    decay1 = (float) beta1;
    gain1 = (float) (1 - beta1);
    decay2 = (float) spec.beta2();
    epsilon = (float) spec.epsilon();
    weightDecay = (float) spec.weightDecay();
  }

  /** The bias-corrected step size of a step, counted from 1. */
  final float stepSize(long step, double learningRate) {
    return (float) (learningRate / (1 - StrictMath.pow(beta1, step)));
  }

  /** Penalises the gradient in place and takes it into the running mean. */
  final void accumulate(NDManager scratch, NDArray parameter, NDArray gradient, NDArray first) {
    if (weightDecay != 0) {
      gradient.addi(TrainedParameter.copy(scratch, parameter).muli(weightDecay));
    }
    first.muli(decay1).addi(gradient.mul(gain1));
  }
}
