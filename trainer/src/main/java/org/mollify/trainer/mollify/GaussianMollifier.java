package org.mollify.trainer.mollify;

import ai.djl.ndarray.NDArray;

/**
 * Gaussian mollification (paper eq. 2), variance preserving: {@code sqrt(1 - gamma) x + sqrt(gamma)
 * eps} with fresh standard normal {@code eps}.
 *
 * <p>The noise comes from the engine's generator, which the loop reseeds at the start of each
 * epoch.
 *
 * @param schedule gives gamma
 */
public record GaussianMollifier(Schedule schedule) implements Mollifier {

  @Override
  public NDArray mollify(NDArray x, double progress) {
    if (progress >= 1) {
      return x;
    }
    double variance = schedule.variance(progress);
    NDArray noise = x.getManager().randomNormal(0f, 1f, x.getShape(), x.getDataType());
    return x.mul((float) Math.sqrt(1 - variance)).add(noise.mul((float) Math.sqrt(variance)));
  }
}
