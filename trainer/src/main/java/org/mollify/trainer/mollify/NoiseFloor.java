package org.mollify.trainer.mollify;

import ai.djl.ndarray.NDArray;

/**
 * Adds a floor of Gaussian noise under another mollifier: {@code m(x) + sigma eps}, at every step.
 *
 * <p>The floor stays when the other mollifier has annealed to nothing, so the model learns the data
 * convolved with a normal of width {@code sigma} (Parzen's estimate with a learned rather than an
 * empirical density). Integer, tied and near-duplicate rows then cannot draw the density into
 * spikes. It is the one mollifier that never returns the array that came in.
 *
 * @param annealed what happens to the data before the floor
 * @param sigma standard deviation in model space
 */
public record NoiseFloor(Mollifier annealed, double sigma) implements Mollifier {

  /** Checks the standard deviation. */
  public NoiseFloor {
    if (!(sigma > 0) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException(
          "noiseFloor expects a positive number, or null for none; got %s".formatted(sigma));
    }
  }

  @Override
  public NDArray mollify(NDArray x, double progress) {
    NDArray mollified = annealed.mollify(x, progress);
    NDArray noise = x.getManager().randomNormal(0f, 1f, x.getShape(), x.getDataType());
    return mollified.add(noise.mul((float) sigma));
  }
}
