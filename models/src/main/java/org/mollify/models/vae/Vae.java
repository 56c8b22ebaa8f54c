package org.mollify.models.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.transform.DataTransform;

/**
 * Variational autoencoder (Kingma and Welling 2014) with a normal decoder, trained on {@code -E log
 * p(x | z) + beta KL(q(z | x) || N(0, I))} with the divergence in closed form: {@code 1/2 sum (m^2
 * + s^2 - 1 - log s^2)}. For beta = 1 that is the negative evidence lower bound; other values make
 * the beta-VAE (Higgins et al. 2017). Scores always use beta = 1.
 */
public final class Vae extends LatentVariableModel {

  private final float beta;

  private Vae(DataTransform transform, Networks networks, DecoderVariance variance, double beta) {
    super(transform, networks, variance);
    if (!(beta > 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException(
          "model option beta expects a positive number; got " + beta);
    }
    this.beta = (float) beta;
  }

  /**
   * What a VAE is made of.
   *
   * @param architecture networks
   * @param latent number of latent variables
   * @param width filters or units of networks that are not the paper's
   * @param decoderVariance {@code fixed} at 1 or {@code learned}
   * @param outputActivation what follows the decoder's last layer
   */
  public record Options(
      Architecture architecture,
      int latent,
      int width,
      DecoderVariance decoderVariance,
      OutputActivation outputActivation) {

    /** The paper's networks for CIFAR-10. */
    public static final Options DEFAULT =
        new Options(Architecture.CIFAR10, 256, 32, DecoderVariance.FIXED, OutputActivation.LINEAR);
  }

  /**
   * What a beta-VAE is made of.
   *
   * @param beta weight of the divergence
   * @param architecture networks
   * @param latent number of latent variables
   * @param width filters or units of networks that are not the paper's
   * @param decoderVariance {@code fixed} at 1 or {@code learned}
   * @param outputActivation what follows the decoder's last layer
   */
  public record BetaOptions(
      double beta,
      Architecture architecture,
      int latent,
      int width,
      DecoderVariance decoderVariance,
      OutputActivation outputActivation) {

    /** The paper's networks for CIFAR-10, and its beta. */
    public static final BetaOptions DEFAULT =
        new BetaOptions(
            0.1, Architecture.CIFAR10, 256, 32, DecoderVariance.FIXED, OutputActivation.LINEAR);
  }

  /**
   * Builds an uninitialised VAE.
   *
   * @param transform from raw units into model space
   * @param options what it is made of
   * @return the model
   */
  public static Vae build(DataTransform transform, Options options) {
    return new Vae(
        transform,
        new Networks(options.architecture, options.latent, options.width, options.outputActivation),
        options.decoderVariance,
        1);
  }

  /**
   * Builds an uninitialised beta-VAE.
   *
   * @param transform from raw units into model space
   * @param options what it is made of
   * @return the model
   * @throws IllegalArgumentException if beta is not positive
   */
  public static Vae build(DataTransform transform, BetaOptions options) {
    return new Vae(
        transform,
        new Networks(options.architecture, options.latent, options.width, options.outputActivation),
        options.decoderVariance,
        options.beta);
  }

  @Override
  public String proposal() {
    return "encoder";
  }

  @Override
  Draw propose(Pass pass, Posterior posterior, NDArray eps) {
    return NormalProposal.draw(pass, posterior, eps);
  }

  @Override
  public List<NoiseInput> trainingNoise() {
    return List.of(NoiseInput.normal("eps", new Shape(1, latentDimension())));
  }

  @Override
  public NDArray loss(Pass pass, NDArray x, NDList noise) {
    Posterior posterior = posterior(pass, x);
    NDArray z = NormalProposal.draw(pass, posterior, noise.singletonOrThrow()).z();
    NDArray variance = posterior.logVariance().exp();
    NDArray terms = posterior.mean().square().add(variance).sub(posterior.logVariance()).sub(1);
    NDArray divergence = LogDensities.scaled(terms.sum(new int[] {1}), 0.5 * beta);
    return divergence.mean().sub(logObservation(pass, x, z).mean());
  }
}
