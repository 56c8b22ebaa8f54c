package org.mollify.models.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.network.AutoregressiveNetwork;
import org.mollify.models.network.MultilayerPerceptron.Nonlinearity;
import org.mollify.models.transform.DataTransform;

/**
 * VAE with an inverse autoregressive flow as its posterior (Kingma et al. 2016), in the form of
 * pythae, which the paper uses: the encoder's normal draw passes through blocks that each reverse
 * the order of the latents and then map {@code z_j -> z_j exp(a_j) + m_j} with shift m and
 * log-scale a functions of the latents before j. The encoder gives the flow no context. Trained on
 * the negative evidence lower bound of one draw.
 */
public final class VaeIaf extends LatentVariableModel {

  private final List<AutoregressiveNetwork> blocks = new ArrayList<>();

  private VaeIaf(DataTransform transform, Networks networks, Options options) {
    super(transform, networks, options.decoderVariance);
    Networks.positive("blocks", options.blocks);
    Networks.positive("hidden", options.hidden);
    Networks.positive("hiddenLayers", options.hiddenLayers);
    if (options.latent < 2) {
      throw new IllegalArgumentException(
          "vae-iaf expects at least 2 latents, since it conditions each on those before it; got "
              + options.latent);
    }
    for (int i = 0; i < options.blocks; i++) {
      blocks.add(
          addChildBlock(
              "posterior" + i,
              new AutoregressiveNetwork(
                  options.latent, options.hidden, options.hiddenLayers, Nonlinearity.RELU)));
    }
  }

  /**
   * What a VAE-IAF is made of.
   *
   * @param blocks autoregressive blocks
   * @param hidden units of a hidden layer of a block
   * @param hiddenLayers hidden layers of a block
   * @param architecture networks
   * @param latent number of latent variables, at least 2
   * @param width filters or units of networks that are not the paper's
   * @param decoderVariance {@code fixed} at 1 or {@code learned}
   * @param outputActivation what follows the decoder's last layer
   */
  public record Options(
      int blocks,
      int hidden,
      int hiddenLayers,
      Architecture architecture,
      int latent,
      int width,
      DecoderVariance decoderVariance,
      OutputActivation outputActivation) {

    /** The paper's networks for CIFAR-10 and pythae's blocks. */
    public static final Options DEFAULT =
        new Options(
            2,
            128,
            3,
            Architecture.CIFAR10,
            256,
            32,
            DecoderVariance.FIXED,
            OutputActivation.LINEAR);
  }

  /**
   * Builds an uninitialised model.
   *
   * @param transform from raw units into model space
   * @param options what it is made of
   * @return the model
   */
  public static VaeIaf build(DataTransform transform, Options options) {
    return new VaeIaf(
        transform,
        new Networks(options.architecture, options.latent, options.width, options.outputActivation),
        options);
  }

  @Override
  public String proposal() {
    return "encoder-iaf";
  }

  @Override
  Draw propose(Pass pass, Posterior posterior, NDArray eps) {
    Draw normal = NormalProposal.draw(pass, posterior, eps);
    long samples = eps.getShape().get(1);
    int latent = latentDimension();
    NDArray z = normal.z().reshape(-1, latent);
    NDArray logDensity = normal.logDensity();
    for (AutoregressiveNetwork block : blocks) {
      NDArray reversed = z.flip(1);
      NDArray outputs = block.outputs(pass, reversed);
      NDArray logScale = outputs.get(":, {}:", latent);
      z = reversed.mul(logScale.exp()).add(outputs.get(":, :{}", latent));
      logDensity = logDensity.sub(LogDensities.summed(pass, logScale).reshape(-1, samples));
    }
    return new Draw(z.reshape(-1, samples, latent), logDensity);
  }

  @Override
  public List<NoiseInput> trainingNoise() {
    return List.of(NoiseInput.normal("eps", new Shape(1, latentDimension())));
  }

  @Override
  public NDArray loss(Pass pass, NDArray x, NDList noise) {
    return coreLogWeights(pass, x, noise.singletonOrThrow()).mean().neg();
  }

  @Override
  public void maskWeights() {
    blocks.forEach(AutoregressiveNetwork::maskWeights);
  }

  @Override
  public void maskGradients() {
    blocks.forEach(AutoregressiveNetwork::maskGradients);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    super.initializeChildBlocks(manager, type, inputShapes);
    for (AutoregressiveNetwork block : blocks) {
      block.initialize(manager, type, new Shape(1, latentDimension()));
    }
  }
}
