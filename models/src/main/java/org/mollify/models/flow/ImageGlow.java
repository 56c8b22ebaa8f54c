package org.mollify.models.flow;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mollify.models.bijection.ActNorm;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Chain;
import org.mollify.models.bijection.image.ChannelCoupling;
import org.mollify.models.bijection.image.CouplingScale;
import org.mollify.models.bijection.image.InvertibleConvolution;
import org.mollify.models.bijection.image.MultiScale;
import org.mollify.models.bijection.image.Squeeze;
import org.mollify.models.network.ZeroConvolution;
import org.mollify.models.transform.DataTransform;

/**
 * Glow (Kingma and Dhariwal, "Glow: generative flow with invertible 1x1 convolutions", 2018) in the
 * form of the paper's Table 1: at each of L levels a squeeze and K steps of {@link ActNorm}, {@link
 * InvertibleConvolution} and {@link ChannelCoupling}. The network of a coupling has convolutions
 * 3x3, 1x1 and 3x3 with rectified linear units, the last one zero at the start and no normalisation
 * inside.
 */
public final class ImageGlow {

  private ImageGlow() {}

  /** How a coupling changes its part. */
  public enum Coupling {
    /** Shift and scale {@code sigmoid(s + 2)}. */
    @JsonProperty("affine")
    AFFINE,
    /** Shift alone. */
    @JsonProperty("additive")
    ADDITIVE
  }

  /**
   * Shape of the network.
   *
   * @param levels number of levels L
   * @param steps number of steps K of each level
   * @param hidden filters of the hidden layers of each coupling
   * @param coupling how couplings change their part
   * @param prior density of the latents that leave a level
   */
  public record Options(int levels, int steps, int hidden, Coupling coupling, ScalePrior prior) {

    /** The sizes of the paper's experiments. */
    public static final Options DEFAULT =
        new Options(3, 20, 512, Coupling.AFFINE, ScalePrior.CHANNEL);

    /** Checks the sizes. */
    public Options {
      VectorOptions.positive("levels", levels);
      VectorOptions.positive("steps", steps);
      VectorOptions.positive("hidden", hidden);
    }
  }

  /**
   * Builds an uninitialised flow.
   *
   * @param transform from raw units into model space
   * @param options sizes
   * @return the flow
   * @throws IllegalArgumentException if the data are no images whose sides are multiples of {@code
   *     2^levels}
   */
  public static Flow build(DataTransform transform, Options options) {
    Shape image = ImageScales.image("glow-image", transform, options.levels());
    List<MultiScale.Scale> scales = new ArrayList<>();
    int channels = Math.toIntExact(image.get(0));
    for (int level = 0; level < options.levels(); level++) {
      channels *= 4;
      List<Bijection> links = new ArrayList<>();
      links.add(new Squeeze(Squeeze.Order.CHANNEL_MAJOR, true));
      for (int step = 0; step < options.steps(); step++) {
        links.add(new ActNorm(channels));
        links.add(new InvertibleConvolution(channels));
        links.add(coupling(channels, options));
      }
      boolean last = level == options.levels() - 1;
      int leaving = last ? channels : channels / 2;
      scales.add(new MultiScale.Scale(new Chain(links), options.prior().of(leaving, last)));
      channels -= last ? 0 : leaving;
    }
    return new Flow(transform, new MultiScale(image, scales), ImageScales::initialWeights);
  }

  private static Bijection coupling(int channels, Options options) {
    int changed = channels - ChannelCoupling.firstPart(channels);
    return options.coupling() == Coupling.AFFINE
        ? new ChannelCoupling(
            channels,
            true,
            network(options.hidden(), 2 * changed),
            Optional.of(CouplingScale.sigmoid()))
        : new ChannelCoupling(channels, true, network(options.hidden(), changed), Optional.empty());
  }

  private static Block network(int hidden, int outputs) {
    return new SequentialBlock()
        .add(convolution(hidden, 3))
        .add(Activation::relu)
        .add(convolution(hidden, 1))
        .add(Activation::relu)
        .add(new ZeroConvolution(outputs));
  }

  private static Block convolution(int filters, int kernel) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(kernel, kernel))
        .optPadding(new Shape(kernel / 2, kernel / 2))
        .build();
  }
}
