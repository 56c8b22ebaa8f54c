package org.mollify.models.flow;

import org.mollify.models.bijection.AffineCoupling;
import org.mollify.models.network.MultilayerPerceptron;
import org.mollify.models.network.MultilayerPerceptron.Nonlinearity;

/** The affine couplings of the paper's tabular flows (appendix D.4), over alternating columns. */
final class AlternatingCoupling {

  /** Why a coupling needs two columns. */
  static final String TWO_COLUMNS = "a coupling conditions some columns on others";

  private AlternatingCoupling() {}

  /**
   * Builds a coupling with a tanh network of log-scales and a ReLU network of translations.
   *
   * @param columns number of columns
   * @param index even couplings condition on odd columns, odd couplings on even columns
   * @param hidden width of each hidden layer
   * @param hiddenLayers hidden layers of each network
   */
  static AffineCoupling of(int columns, int index, int hidden, int hiddenLayers) {
    float[] mask = new float[columns];
    for (int j = 0; j < columns; j++) {
      mask[j] = (j + index) % 2;
    }
    return new AffineCoupling(
        mask,
        MultilayerPerceptron.of(hidden, hiddenLayers, columns, Nonlinearity.TANH),
        MultilayerPerceptron.of(hidden, hiddenLayers, columns, Nonlinearity.RELU));
  }
}
