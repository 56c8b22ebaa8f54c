package org.mollify.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Adamax (Kingma and Ba, 2015, section 7.1) as PyTorch computes it: with {@code g ← g + λθ},
 *
 * <pre>
 * m ← β₁m + (1 - β₁)g,   u ← max(β₂u, |g| + ε),   θ ← θ - α/(1 - β₁ᵗ) · m / u
 * </pre>
 */
final class Adamax extends FirstMoment {
  Adamax(OptimizerSpec spec) {
    super(spec);
  }

  @Override
  public String secondName() {
    return "exp_inf";
  }

  @Override
  public StepConstants constants(long step, double learningRate) {
    return new StepConstants(stepSize(step, learningRate), 1);
  }

  @Override
  public void update(
      float[] parameter,
      float[] gradient,
      float[] first,
      float[] second,
      int count,
      StepConstants constants) {
    float b1 = decay1;
    float g1 = gain1;
    float b2 = decay2;
    float eps = epsilon;
    float lambda = weightDecay;
    float stepSize = constants.stepSize();
    for (int i = 0; i < count; i++) {
      float p = parameter[i];
      float g = gradient[i] + lambda * p;
      float m = b1 * first[i] + g1 * g;
      // Math.max is vectorised and keeps NaN; a comparison does neither.
      float u = Math.max(b2 * second[i], Math.abs(g) + eps);
      first[i] = m;
      second[i] = u;
      parameter[i] = p - stepSize * m / u;
    }
  }

  @Override
  public void update(
      NDManager scratch,
      NDArray parameter,
      NDArray gradient,
      NDArray first,
      NDArray second,
      StepConstants constants) {
    accumulate(scratch, parameter, gradient, first);
    second.muli(decay2);
    TrainedParameter.assign(second, gradient.abs().addi(epsilon).maximum(second));
    parameter.subi(TrainedParameter.copy(scratch, first).muli(constants.stepSize()).divi(second));
  }
}
