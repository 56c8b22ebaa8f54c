package org.mollify.models.flow;

import java.util.ArrayList;
import java.util.List;
import org.mollify.models.bijection.BatchNormFlow;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Chain;
import org.mollify.models.transform.DataTransform;

/**
 * RealNVP for vectors (Dinh et al., "Density estimation using Real NVP", 2017), in the form of the
 * paper's Table 4 (appendix D.4): affine couplings over alternating columns, the scale network with
 * tanh, the translate network with ReLU, each coupling followed by batch normalisation.
 */
public final class RealNvp {

  private RealNvp() {}

  /**
   * Shape of the network.
   *
   * @param couplings number of affine couplings
   * @param hidden width of each hidden layer
   * @param hiddenLayers hidden layers of each network
   * @param batchNorm whether batch normalisation follows each coupling
   */
  public record Options(int couplings, int hidden, int hiddenLayers, boolean batchNorm) {

    /** The sizes of the paper's tabular experiments. */
    public static final Options DEFAULT = new Options(5, 512, 2, true);

    /** Checks the sizes. */
    public Options {
      VectorOptions.positive("couplings", couplings);
      VectorOptions.positive("hidden", hidden);
      VectorOptions.positive("hiddenLayers", hiddenLayers);
    }
  }

  /**
   * Builds an uninitialised flow.
   *
   * @param transform from raw units into model space
   * @param options sizes
   * @return the flow
   * @throws IllegalArgumentException if the data have fewer than two columns, of which a coupling
   *     needs one to condition on and one to transform
   */
  public static Flow build(DataTransform transform, Options options) {
    int columns = VectorOptions.columns("realnvp", transform, AlternatingCoupling.TWO_COLUMNS);
    List<Bijection> links = new ArrayList<>();
    for (int i = 0; i < options.couplings(); i++) {
      links.add(AlternatingCoupling.of(columns, i, options.hidden(), options.hiddenLayers()));
      if (options.batchNorm()) {
        links.add(new BatchNormFlow(columns));
      }
    }
    return new Flow(transform, new Chain(links));
  }
}
