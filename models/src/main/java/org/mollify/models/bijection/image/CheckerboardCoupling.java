package org.mollify.models.bijection.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Transformed;
import org.mollify.models.block.Constants;
import org.mollify.models.block.Pass;

/**
 * Coupling of an image whose pixels are cut in two like a checkerboard (RealNVP, Dinh et al. 2017,
 * section 3.4): with a mask {@code b}, {@code z = b x + (1 - b) (x - t) s} for shift and scale from
 * a network of {@code b x}. Log-determinant {@code sum (1 - b) log s}.
 */
public final class CheckerboardCoupling extends Bijection {

  private final int channels;
  private final int height;
  private final int width;
  private final Block network;
  private final CouplingScale scale;
  private final Parameter mask;
  private final Parameter complement;

  /**
   * Creates a coupling.
   *
   * @param image shape {@code [C, H, W]}
   * @param keepsEven whether pixels with an even sum of row and column pass through, or the others
   * @param network {@code [N, C, H, W] -> [N, 2 C, H, W]}: shifts, then what the scale is made of
   * @param scale what makes the scale
   */
  public CheckerboardCoupling(Shape image, boolean keepsEven, Block network, CouplingScale scale) {
    this.channels = Math.toIntExact(image.get(0));
    this.height = Math.toIntExact(image.get(1));
    this.width = Math.toIntExact(image.get(2));
    this.network = addChildBlock("network", network);
    this.scale = addChildBlock("scale", scale);
    float[] kept = new float[height * width];
    float[] changed = new float[height * width];
    for (int i = 0; i < kept.length; i++) {
      boolean even = (i / width + i % width) % 2 == 0;
      kept[i] = even == keepsEven ? 1 : 0;
      changed[i] = 1 - kept[i];
    }
    this.mask = addParameter(Constants.floats("mask", kept));
    this.complement = addParameter(Constants.floats("complement", changed));
  }

  private record Affine(NDArray shift, CouplingScale.Scale scale, NDArray free) {}

  private Affine condition(Pass pass, NDArray x) {
    NDArray visible = x.mul(board(pass, mask, x));
    NDArray said =
        network.forward(pass.parameters(), new NDList(visible), pass.training()).singletonOrThrow();
    NDList affine = ChannelCoupling.channels(said, channels);
    return new Affine(affine.get(0), scale.of(pass, affine.get(1)), board(pass, complement, x));
  }

  private NDArray board(Pass pass, Parameter values, NDArray beside) {
    return pass.value(values, beside).reshape(1, 1, height, width);
  }

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    Affine affine = condition(pass, x);
    NDArray log = affine.scale.log().mul(affine.free);
    NDArray z = x.sub(affine.shift.mul(affine.free)).mul(log.exp());
    return new Transformed(z, ChannelCoupling.sum(log));
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    Affine affine = condition(pass, z);
    NDArray log = affine.scale.log().mul(affine.free);
    NDArray x = z.mul(log.neg().exp()).add(affine.shift.mul(affine.free));
    return new Transformed(x, ChannelCoupling.sum(log).neg());
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    network.initialize(manager, type, inputShapes);
    scale.initialize(manager, type, inputShapes);
  }
}
