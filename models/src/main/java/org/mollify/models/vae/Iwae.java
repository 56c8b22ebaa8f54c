package org.mollify.models.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.transform.DataTransform;

/**
 * Importance-weighted autoencoder (Burda et al. 2016): trained on {@code -log (1/K) sum_k w_k}, the
 * bound that it is scored with. Its gradient is that of the sum of {@code log w_k} under the
 * normalised weights.
 */
public final class Iwae extends LatentVariableModel {

  private final int samples;

  private Iwae(DataTransform transform, Networks networks, DecoderVariance variance, int samples) {
    super(transform, networks, variance);
    Networks.positive("samples", samples);
    this.samples = samples;
  }

  /**
   * What an IWAE is made of.
   *
   * @param samples importance samples K of a training step
   * @param architecture networks
   * @param latent number of latent variables
   * @param width filters or units of networks that are not the paper's
   * @param decoderVariance {@code fixed} at 1 or {@code learned}
   * @param outputActivation what follows the decoder's last layer
   */
  public record Options(
      int samples,
      Architecture architecture,
      int latent,
      int width,
      DecoderVariance decoderVariance,
      OutputActivation outputActivation) {

    /** The paper's networks for CIFAR-10, and its five samples. */
    public static final Options DEFAULT =
        new Options(
            5, Architecture.CIFAR10, 256, 32, DecoderVariance.FIXED, OutputActivation.LINEAR);
  }

  /**
   * Builds an uninitialised model.
   *
   * @param transform from raw units into model space
   * @param options what it is made of
   * @return the model
   */
  public static Iwae build(DataTransform transform, Options options) {
    return new Iwae(
        transform,
        new Networks(options.architecture, options.latent, options.width, options.outputActivation),
        options.decoderVariance,
        options.samples);
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
    return List.of(NoiseInput.normal("eps", new Shape(samples, latentDimension())));
  }

  @Override
  public NDArray loss(Pass pass, NDArray x, NDList noise) {
    return LogDensities.logMeanExp(coreLogWeights(pass, x, noise.singletonOrThrow())).mean().neg();
  }
}
