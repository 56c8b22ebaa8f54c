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
final class Adamax implements UpdateRule {
  private final double beta1;
  private final float decay1;
  private final float gain1;
  private final float decay2;
  private final float epsilon;
  private final float weightDecay;

  Adamax(OptimizerSpec spec) {
    beta1 = spec.beta1();
    decay1 = (float) beta1;
    gain1 = (float) (1 - beta1);
    decay2 = (float) spec.beta2();
    epsilon = (float) spec.epsilon();
    weightDecay = (float) spec.weightDecay();
  }

  @Override
  public String secondName() {
    return "exp_inf";
  }

  @Override
  public StepConstants constants(long step, double learningRate) {
    return new StepConstants((float) (learningRate / (1 - StrictMath.pow(beta1, step))), 1);
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
    if (weightDecay != 0) {
      gradient.addi(TrainedParameter.copy(scratch, parameter).muli(weightDecay));
    }
    first.muli(decay1).addi(gradient.mul(gain1));
    second.muli(decay2);
    TrainedParameter.assign(second, gradient.abs().addi(epsilon).maximum(second));
    parameter.subi(TrainedParameter.copy(scratch, first).muli(constants.stepSize()).divi(second));
  }
}
