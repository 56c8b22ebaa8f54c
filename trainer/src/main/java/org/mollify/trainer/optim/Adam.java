package org.mollify.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Adam (Kingma and Ba, 2015) as PyTorch computes it: with {@code g ← g + λθ},
 *
 * <pre>
 * m ← β₁m + (1 - β₁)g,   v ← β₂v + (1 - β₂)g²,
 * θ ← θ - α/(1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + ε)
 * </pre>
 */
final class Adam extends FirstMoment {
  private final double beta2;
  private final float gain2;

  Adam(OptimizerSpec spec) {
    super(spec);
    beta2 = spec.beta2();
    gain2 = (float) (1 - beta2);
  }

  @Override
  public String secondName() {
    return "exp_avg_sq";
  }

  @Override
  public StepConstants constants(long step, double learningRate) {
    return new StepConstants(
        stepSize(step, learningRate), (float) StrictMath.sqrt(1 - StrictMath.pow(beta2, step)));
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
    float g2 = gain2;
    float eps = epsilon;
    float lambda = weightDecay;
    float stepSize = constants.stepSize();
    float correction = constants.secondCorrection();
    for (int i = 0; i < count; i++) {
      float p = parameter[i];
      float g = gradient[i] + lambda * p;
      float m = b1 * first[i] + g1 * g;
      float v = b2 * second[i] + g2 * (g * g);
      first[i] = m;
      second[i] = v;
      parameter[i] = p - stepSize * m / ((float) Math.sqrt(v) / correction + eps);
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
    second.muli(decay2).addi(gradient.mul(gradient).muli(gain2));
    NDArray denominator =
        TrainedParameter.copy(scratch, second)
            .sqrt()
            .divi(constants.secondCorrection())
            .addi(epsilon);
    parameter.subi(
        TrainedParameter.copy(scratch, first).muli(constants.stepSize()).divi(denominator));
  }
}
