package org.mollify.models.bijection.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.Optional;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Transformed;
import org.mollify.models.block.Pass;

/**
 * Coupling of an image whose channels are cut in two: one part {@code a} passes through, the other
 * becomes {@code z_b = (b - t) s} with shift and scale from a network of {@code a} (RealNVP, Dinh
 * et al. 2017, section 3.4; Glow, Kingma and Dhariwal 2018, section 3.3). Log-determinant {@code
 * sum log s}. Without a scale it is additive and keeps volumes.
 */
public final class ChannelCoupling extends Bijection {

  private final int first;
  private final boolean conditionsOnFirst;
  private final int changed;
  private final Block network;
  private final CouplingScale scale;

  /**
   * Creates a coupling; of an odd number of channels the first part has one more.
   *
   * @param channels number of channels, at least 2
   * @param conditionsOnFirst whether the first part passes through, or the second
   * @param network from the part that passes through to the shifts of the other part's channels,
   *     followed by what the scale is made of, if there is one
   * @param scale what makes the scale; nothing for an additive coupling
   */
  public ChannelCoupling(
      int channels, boolean conditionsOnFirst, Block network, Optional<CouplingScale> scale) {
    this.first = firstPart(channels);
    this.conditionsOnFirst = conditionsOnFirst;
    this.changed = conditionsOnFirst ? channels - first : first;
    this.network = addChildBlock("network", network);
    this.scale = scale.map(made -> addChildBlock("scale", made)).orElse(null);
  }

  /**
   * Channels of the first part.
   *
   * @param channels number of channels
   * @return half of them, rounded up
   */
  public static int firstPart(int channels) {
    return (channels + 1) / 2;
  }

  private record Parts(NDArray kept, NDArray changed) {}

  private Parts cut(NDArray x) {
    NDList parts = channels(x, first);
    return conditionsOnFirst
        ? new Parts(parts.get(0), parts.get(1))
        : new Parts(parts.get(1), parts.get(0));
  }

  /**
   * The channels before one and those from it on. One split, and not two slices: backward then
   * joins gradients, and pads and adds none.
   */
  static NDList channels(NDArray x, long cut) {
    return x.split(new long[] {cut}, 1);
  }

  private NDArray join(NDArray kept, NDArray value) {
    NDList parts = conditionsOnFirst ? new NDList(kept, value) : new NDList(value, kept);
    return NDArrays.concat(parts, 1);
  }

  private NDArray conditioned(Pass pass, NDArray kept) {
    return network.forward(pass.parameters(), new NDList(kept), pass.training()).singletonOrThrow();
  }

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    Parts parts = cut(x);
    NDArray said = conditioned(pass, parts.kept);
    if (scale == null) {
      return new Transformed(join(parts.kept, parts.changed.sub(said)), x.getManager().create(0f));
    }
    NDList affine = channels(said, changed);
    CouplingScale.Scale s = scale.of(pass, affine.get(1));
    NDArray z = parts.changed.sub(affine.get(0)).mul(s.factor());
    return new Transformed(join(parts.kept, z), sum(s.log()));
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    Parts parts = cut(z);
    NDArray said = conditioned(pass, parts.kept);
    if (scale == null) {
      return new Transformed(join(parts.kept, parts.changed.add(said)), z.getManager().create(0f));
    }
    NDList affine = channels(said, changed);
    CouplingScale.Scale s = scale.of(pass, affine.get(1));
    NDArray x = parts.changed.div(s.factor()).add(affine.get(0));
    return new Transformed(join(parts.kept, x), sum(s.log()).neg());
  }

  /** Sum over everything but the batch. */
  static NDArray sum(NDArray values) {
    return values.sum(new int[] {1, 2, 3});
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    Shape in = inputShapes[0];
    long kept = in.get(1) - changed;
    network.initialize(manager, type, new Shape(in.get(0), kept, in.get(2), in.get(3)));
    if (scale != null) {
      scale.initialize(manager, type, new Shape(in.get(0), changed, in.get(2), in.get(3)));
    }
  }
}
