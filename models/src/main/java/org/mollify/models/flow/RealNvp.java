package org.mollify.models.flow;

import java.util.ArrayList;
import java.util.List;
import org.mollify.models.bijection.AffineCoupling;
import org.mollify.models.bijection.BatchNormFlow;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Chain;
import org.mollify.models.network.MultilayerPerceptron;
import org.mollify.models.network.MultilayerPerceptron.Nonlinearity;
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
      positive("couplings", couplings);
      positive("hidden", hidden);
      positive("hiddenLayers", hiddenLayers);
    }

    private static void positive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(
            "model option %s expects a whole number of at least 1; got %d".formatted(name, value));
      }
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
    if (transform.dataShape().dimension() != 1 || transform.dataShape().get(0) < 2) {
      throw new IllegalArgumentException(
          "realnvp expects vectors of at least 2 columns, since a coupling conditions some columns"
              + " on others; got data of shape "
              + transform.dataShape());
    }
    int columns = Math.toIntExact(transform.dataShape().get(0));
    List<Bijection> links = new ArrayList<>();
    for (int i = 0; i < options.couplings(); i++) {
      links.add(coupling(columns, i, options));
      if (options.batchNorm()) {
        links.add(new BatchNormFlow(columns));
      }
    }
    return new Flow(transform, new Chain(links));
  }

  /** Even couplings condition on odd columns, odd couplings on even columns. */
  private static AffineCoupling coupling(int columns, int index, Options options) {
    float[] mask = new float[columns];
    for (int j = 0; j < columns; j++) {
      mask[j] = (j + index) % 2;
    }
    return new AffineCoupling(
        mask,
        MultilayerPerceptron.of(
            options.hidden(), options.hiddenLayers(), columns, Nonlinearity.TANH),
        MultilayerPerceptron.of(
            options.hidden(), options.hiddenLayers(), columns, Nonlinearity.RELU));
  }
}
