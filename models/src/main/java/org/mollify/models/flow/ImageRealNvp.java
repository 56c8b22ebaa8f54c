package org.mollify.models.flow;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Chain;
import org.mollify.models.bijection.image.ChannelCoupling;
import org.mollify.models.bijection.image.ChannelOrder;
import org.mollify.models.bijection.image.CheckerboardCoupling;
import org.mollify.models.bijection.image.CouplingScale;
import org.mollify.models.bijection.image.MultiScale;
import org.mollify.models.bijection.image.Squeeze;
import org.mollify.models.network.ResidualConvolutions;
import org.mollify.models.transform.DataTransform;

/**
 * RealNVP for images (Dinh et al., "Density estimation using Real NVP", 2017). Each scale but the
 * last has three checkerboard couplings, a squeeze, and three channel-wise couplings with twice the
 * feature maps, after which half of the channels leave, the two pixels on the diagonal of each
 * squeezed block going on. The last scale has four checkerboard couplings. The paper publishes no
 * code for it; the arrangement follows public implementations, with the paper's number of blocks
 * and feature maps.
 */
public final class ImageRealNvp {

  private static final int COUPLINGS = 3;

  private ImageRealNvp() {}

  /**
   * Shape of the network.
   *
   * @param scales number of scales
   * @param blocks residual blocks of each network
   * @param filters feature maps of the networks of the first scale; each scale has twice those of
   *     the one before
   * @param prior density of the latents that leave a scale
   */
  public record Options(int scales, int blocks, int filters, ScalePrior prior) {

    /** The sizes of the paper's experiments on CIFAR-10. */
    public static final Options DEFAULT = new Options(2, 4, 32, ScalePrior.CHANNEL);

    /** Checks the sizes. */
    public Options {
      VectorOptions.positive("scales", scales);
      VectorOptions.positive("blocks", blocks);
      VectorOptions.positive("filters", filters);
    }
  }

  /**
   * Builds an uninitialised flow.
   *
   * @param transform from raw units into model space
   * @param options sizes
   * @return the flow
   * @throws IllegalArgumentException if the data are no images whose sides are multiples of {@code
   *     2^(scales - 1)}
   */
  public static Flow build(DataTransform transform, Options options) {
    Shape image = ImageScales.image("realnvp-image", transform, options.scales() - 1);
    List<MultiScale.Scale> scales = new ArrayList<>();
    Shape shape = image;
    for (int i = 0; i < options.scales(); i++) {
      boolean last = i == options.scales() - 1;
      int filters = options.filters() << i;
      List<Bijection> links = new ArrayList<>();
      for (int c = 0; c < (last ? COUPLINGS + 1 : COUPLINGS); c++) {
        links.add(checkerboard(shape, c % 2 == 0, filters, options.blocks()));
      }
      int channels = Math.toIntExact(shape.get(0));
      if (!last) {
        channels *= 4;
        links.add(new Squeeze(Squeeze.Order.PIXEL_MAJOR));
        for (int c = 0; c < COUPLINGS; c++) {
          links.add(channelWise(channels, c % 2 == 0, 2 * filters, options.blocks()));
        }
        links.add(ChannelOrder.diagonalFirst(channels));
        channels /= 2;
      }
      scales.add(new MultiScale.Scale(new Chain(links), options.prior().of(channels, last)));
      shape = new Shape(channels, shape.get(1) / 2, shape.get(2) / 2);
    }
    return new Flow(transform, new MultiScale(image, scales), ImageScales::initialWeights);
  }

  private static Bijection checkerboard(Shape shape, boolean keepsEven, int filters, int blocks) {
    int channels = Math.toIntExact(shape.get(0));
    Block network = new ResidualConvolutions(filters, blocks, 2 * channels);
    return new CheckerboardCoupling(shape, keepsEven, network, CouplingScale.boundedTanh(channels));
  }

  private static Bijection channelWise(
      int channels, boolean conditionsOnFirst, int filters, int blocks) {
    int half = channels / 2;
    Block network = new ResidualConvolutions(filters, blocks, 2 * half);
    return new ChannelCoupling(
        channels, conditionsOnFirst, network, Optional.of(CouplingScale.boundedTanh(half)));
  }
}
