package org.mollify.trainer.mollify;

import ai.djl.ndarray.NDArray;

/**
 * The ablation of the paper's section 2.2: a small, constant amount of noise, {@code x + sigma
 * eps}, that never anneals until progress ends.
 *
 * @param sigma standard deviation in model space
 */
public record ConstantNoise(double sigma) implements Mollifier {

  /** Checks the standard deviation. */
  public ConstantNoise {
    if (!(sigma > 0) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException(
          "sigma expects a positive number; got %s; for no noise at all use --mollifier none"
              .formatted(sigma));
    }
  }

  @Override
  public NDArray mollify(NDArray x, double progress) {
    if (progress >= 1) {
      return x;
    }
    NDArray noise = x.getManager().randomNormal(0f, 1f, x.getShape(), x.getDataType());
    return x.add(noise.mul((float) sigma));
  }
}
