package org.mollify.models.bijection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import org.mollify.models.block.Constants;
import org.mollify.models.block.Pass;

/**
 * Affine coupling of a vector with separate scale and translate networks (RealNVP, Dinh et al.
 * 2017).
 *
 * <p>With a binary mask {@code b}: {@code log s = (1-b) S(b x)}, {@code t = (1-b) T(b x)}, {@code z
 * = x exp(log s) + t}, log-determinant {@code sum log s}. Columns with {@code b = 1} pass through
 * and condition the rest, so the inverse {@code x = (z - t) exp(-log s)} evaluates the same
 * networks. The log-scale is unbounded, as in the authors' code for the paper's Table 4.
 */
public final class AffineCoupling extends Bijection {

  private final Block scaleNetwork;
  private final Block translateNetwork;
  private final Parameter mask;
  private final Parameter complement;

  /**
   * Creates a coupling.
   *
   * @param mask 1 for a column that conditions, 0 for a column that is transformed; both occur
   * @param scaleNetwork {@code [N, D] -> [N, D]}, gives log-scales
   * @param translateNetwork {@code [N, D] -> [N, D]}, gives translations
   */
  public AffineCoupling(float[] mask, Block scaleNetwork, Block translateNetwork) {
    this.scaleNetwork = addChildBlock("scale", scaleNetwork);
    this.translateNetwork = addChildBlock("translate", translateNetwork);
    this.mask = addParameter(Constants.floats("mask", mask));
    float[] inverted = new float[mask.length];
    for (int i = 0; i < mask.length; i++) {
      inverted[i] = 1 - mask[i];
    }
    this.complement = addParameter(Constants.floats("complement", inverted));
  }

  /** Log-scale and translation, zero where the mask is one. */
  private record Affine(NDArray logScale, NDArray translation) {}

  private Affine condition(Pass pass, NDArray x) {
    NDArray visible = x.mul(pass.value(mask, x));
    NDArray free = pass.value(complement, x);
    return new Affine(
        apply(scaleNetwork, pass, visible).mul(free),
        apply(translateNetwork, pass, visible).mul(free));
  }

  private static NDArray apply(Block network, Pass pass, NDArray x) {
    return network.forward(pass.parameters(), new NDList(x), pass.training()).singletonOrThrow();
  }

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    Affine affine = condition(pass, x);
    NDArray z = x.mul(affine.logScale.exp()).add(affine.translation);
    return new Transformed(z, affine.logScale.sum(new int[] {1}));
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    Affine affine = condition(pass, z);
    NDArray x = z.sub(affine.translation).mul(affine.logScale.neg().exp());
    return new Transformed(x, affine.logScale.sum(new int[] {1}).neg());
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    scaleNetwork.initialize(manager, type, inputShapes);
    translateNetwork.initialize(manager, type, inputShapes);
  }
}
