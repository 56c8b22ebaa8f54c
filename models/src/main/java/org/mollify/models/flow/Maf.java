package org.mollify.models.flow;

import java.util.ArrayList;
import java.util.List;
import org.mollify.models.bijection.BatchNormFlow;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.Chain;
import org.mollify.models.bijection.MaskedAutoregressive;
import org.mollify.models.bijection.Reverse;
import org.mollify.models.network.AutoregressiveNetwork;
import org.mollify.models.network.MultilayerPerceptron.Nonlinearity;
import org.mollify.models.transform.DataTransform;

/**
 * Masked autoregressive flow (Papamakarios et al., "Masked autoregressive flow for density
 * estimation", 2017), in the form of the paper's Table 4 (appendix D.4): autoregressive layers,
 * each followed by batch normalisation and a reversal of the columns.
 */
public final class Maf {

  private Maf() {}

  /**
   * Shape of the network.
   *
   * @param layers number of autoregressive layers
   * @param hidden width of each hidden layer
   * @param hiddenLayers hidden layers of each network
   * @param batchNorm whether batch normalisation follows each layer
   * @param activation after each hidden layer: the authors' script for Table 4 says ReLU, the
   *     paper's text tanh
   */
  public record Options(
      int layers, int hidden, int hiddenLayers, boolean batchNorm, Nonlinearity activation) {

    /** The sizes of the paper's tabular experiments. */
    public static final Options DEFAULT = new Options(5, 512, 2, true, Nonlinearity.RELU);

    /** Checks the sizes. */
    public Options {
      VectorOptions.positive("layers", layers);
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
   * @throws IllegalArgumentException if the data have fewer than two columns
   */
  public static Flow build(DataTransform transform, Options options) {
    int columns =
        VectorOptions.columns("maf", transform, "it conditions each column on those before it");
    List<Bijection> links = new ArrayList<>();
    for (int i = 0; i < options.layers(); i++) {
      links.add(
          new MaskedAutoregressive(
              new AutoregressiveNetwork(
                  columns, options.hidden(), options.hiddenLayers(), options.activation())));
      if (options.batchNorm()) {
        links.add(new BatchNormFlow(columns));
      }
      links.add(new Reverse());
    }
    return new Flow(transform, new Chain(links));
  }
}
