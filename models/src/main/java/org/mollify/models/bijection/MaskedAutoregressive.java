package org.mollify.models.bijection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.mollify.models.block.Pass;
import org.mollify.models.network.AutoregressiveNetwork;

/**
 * An affine autoregressive map of a vector (MAF, Papamakarios et al. 2017): {@code z_j = (x_j -
 * m_j(x_1..x_{j-1})) exp(-a_j(x_1..x_{j-1}))}, log-determinant {@code -sum a}.
 *
 * <p>Data to latent is one pass through the network. Latent to data must find the columns one after
 * the other; {@link ForwardSubstitution} does so at about the cost of one pass.
 */
public final class MaskedAutoregressive extends Bijection {

  private final AutoregressiveNetwork network;

  /**
   * Creates the map.
   *
   * @param network gives the shifts {@code m} and log-scales {@code a}
   */
  public MaskedAutoregressive(AutoregressiveNetwork network) {
    this.network = addChildBlock("network", network);
  }

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    NDArray outputs = network.outputs(pass, x);
    NDArray shift = outputs.get(":, :{}", network.columns());
    NDArray logScale = outputs.get(":, {}:", network.columns());
    NDArray z = x.sub(shift).mul(logScale.neg().exp());
    return new Transformed(z, logScale.sum(new int[] {1}).neg());
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    return new ForwardSubstitution(network, pass, z).solve();
  }

  @Override
  public void maskWeights() {
    network.maskWeights();
  }

  @Override
  public void maskGradients() {
    network.maskGradients();
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    network.initialize(manager, type, inputShapes);
  }
}
