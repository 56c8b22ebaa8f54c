package org.mollify.models.bijection.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import org.mollify.models.bijection.Transformed;
import org.mollify.models.block.Pass;
import org.mollify.models.block.Scalar;

/**
 * A trained normal density of the latents that leave a scale, written as the map to standard normal
 * ones: {@code e = (z - m) exp(-l)}, log-determinant {@code -sum l}. A temperature that scales
 * {@code e} scales the standard deviations.
 */
public abstract class LatentPrior extends AbstractBlock {

  private LatentPrior() {}

  /**
   * Means and log standard deviations.
   *
   * @param mean m, of the shape of the latents or {@code [C, 1, 1]}
   * @param logScale l, likewise
   * @param volume {@code sum l} over an item, {@code [N]} or a scalar
   */
  record Normal(NDArray mean, NDArray logScale, NDArray volume) {}

  /**
   * The density of latents.
   *
   * @param pass the pass
   * @param latents where they stand, {@code [N, C, H, W]}; only the shape counts
   * @param kept what goes on to the next scale; null on the last one
   */
  abstract Normal normal(Pass pass, NDArray latents, NDArray kept);

  /**
   * One mean and one standard deviation a channel, standard at the start: {@code m = a exp(3 b)},
   * {@code l = c exp(3 d)} with trained a, b, c, d, as the base of the authors' Glow has them.
   *
   * @param channels number of channels of the latents
   * @return the prior
   */
  public static LatentPrior ofChannels(int channels) {
    return new OfChannels(channels);
  }

  /**
   * Means and standard deviations from the part of the image that goes on to the next scale (the
   * split prior of Glow's published code).
   *
   * @param channels number of channels of the latents
   * @param network {@code [N, kept, H, W] -> [N, 2 C, H, W]}: means, then log standard deviations
   * @return the prior
   */
  public static LatentPrior conditional(int channels, Block network) {
    return new Conditional(channels, network);
  }

  /** Latents of the scale to standard normal ones. */
  final Transformed forward(Pass pass, NDArray z, NDArray kept) {
    Normal normal = normal(pass, z, kept);
    NDArray e = z.sub(normal.mean).mul(normal.logScale.neg().exp());
    return new Transformed(e, normal.volume.neg());
  }

  /** Standard normal latents to those of the scale. */
  final Transformed inverse(Pass pass, NDArray e, NDArray kept) {
    Normal normal = normal(pass, e, kept);
    return new Transformed(e.mul(normal.logScale.exp()).add(normal.mean), normal.volume);
  }

  private static final class OfChannels extends LatentPrior {
    /** How much faster the values move than their factors, as in the authors' Glow. */
    private static final float RATE = 3;

    private final Parameter mean;
    private final Parameter meanRate;
    private final Parameter logScale;
    private final Parameter logScaleRate;

    OfChannels(int channels) {
      mean = addParameter(zeros("mean", channels));
      meanRate = addParameter(zeros("meanRate", channels));
      logScale = addParameter(zeros("logScale", channels));
      logScaleRate = addParameter(zeros("logScaleRate", channels));
    }

    private static Parameter zeros(String name, int channels) {
      return Parameter.builder()
          .setName(name)
          .setType(Parameter.Type.OTHER)
          .optShape(new Shape(channels))
          .optInitializer(Initializer.ZEROS)
          .build();
    }

    @Override
    Normal normal(Pass pass, NDArray latents, NDArray kept) {
      NDArray log = grown(pass, logScale, logScaleRate, latents);
      Shape shape = latents.getShape();
      NDArray volume = Scalar.multiply(log.sum(), shape.get(2) * shape.get(3));
      return new Normal(grown(pass, mean, meanRate, latents), log, volume);
    }

    private static NDArray grown(Pass pass, Parameter value, Parameter rate, NDArray beside) {
      NDArray factor = Scalar.multiply(pass.value(rate, beside), RATE).exp();
      return pass.value(value, beside).mul(factor).reshape(-1, 1, 1);
    }
  }

  private static final class Conditional extends LatentPrior {
    private final int channels;
    private final Block network;

    Conditional(int channels, Block network) {
      this.channels = channels;
      this.network = addChildBlock("network", network);
    }

    @Override
    Normal normal(Pass pass, NDArray latents, NDArray kept) {
      NDArray said =
          network.forward(pass.parameters(), new NDList(kept), pass.training()).singletonOrThrow();
      NDList parts = ChannelCoupling.channels(said, channels);
      return new Normal(parts.get(0), parts.get(1), ChannelCoupling.sum(parts.get(1)));
    }

    /** Takes the shape of what goes on to the next scale. */
    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
      network.initialize(manager, type, inputShapes);
    }
  }

  @Override
  protected final NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    Pass pass = new Pass(parameters, DataType.FLOAT32, training, Pass.InnerGradient.NONE);
    Transformed e = forward(pass, inputs.get(0), inputs.get(1));
    return new NDList(e.value(), e.logDeterminant());
  }

  /** {@inheritDoc} */
  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0], new Shape(inputShapes[0].get(0))};
  }
}
