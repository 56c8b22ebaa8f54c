package org.mollify.models.vae;

import ai.djl.ndarray.NDArray;
import org.mollify.models.block.Pass;
import org.mollify.models.vae.LatentVariableModel.Draw;
import org.mollify.models.vae.LatentVariableModel.Posterior;

/** The encoder's diagonal normal distribution as a proposal: {@code z = m + s eps}. */
final class NormalProposal {

  private NormalProposal() {}

  /**
   * Draws latents.
   *
   * @param pass the pass
   * @param posterior mean and log-variance, {@code [N, d]} each
   * @param eps standard normal, {@code [N, K, d]}
   */
  static Draw draw(Pass pass, Posterior posterior, NDArray eps) {
    return draw(pass, posterior.mean(), LogDensities.scaled(posterior.logVariance(), 0.5), eps);
  }

  /** The same for the logarithm of the standard deviation. */
  static Draw draw(Pass pass, NDArray mean, NDArray logSigma, NDArray eps) {
    NDArray wide = logSigma.expandDims(1);
    NDArray z = mean.expandDims(1).add(wide.exp().mul(eps));
    return new Draw(z, LogDensities.normal(pass, eps, wide));
  }
}
