package org.mollify.models.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.function.Function;

/** Builds multilayer perceptrons {@code [N, in] -> [N, out]} from DJL's own blocks. */
public final class MultilayerPerceptron {

  private MultilayerPerceptron() {}

  /** Activation between the layers. */
  public enum Nonlinearity {
    /** Hyperbolic tangent. */
    @JsonProperty("tanh")
    TANH(Activation::tanh),
    /** Rectified linear unit. */
    @JsonProperty("relu")
    RELU(Activation::relu);

    private final Function<NDList, NDList> function;

    Nonlinearity(Function<NDList, NDList> function) {
      this.function = function;
    }

    /**
     * Applies the activation.
     *
     * @param values an array
     * @return an array of its shape
     */
    public NDArray apply(NDArray values) {
      return function.apply(new NDList(values)).singletonOrThrow();
    }
  }

  /**
   * Linear layers with an activation between each two, none after the last.
   *
   * @param hidden width of each hidden layer
   * @param hiddenLayers number of hidden layers, at least one
   * @param outputs number of output columns
   * @param nonlinearity activation between the layers
   * @return an uninitialised block that takes its input width at initialisation
   */
  public static SequentialBlock of(
      int hidden, int hiddenLayers, int outputs, Nonlinearity nonlinearity) {
    SequentialBlock network = new SequentialBlock();
    for (int i = 0; i < hiddenLayers; i++) {
      network.add(Linear.builder().setUnits(hidden).build());
      network.add(nonlinearity.function, nonlinearity.name());
    }
    return network.add(Linear.builder().setUnits(outputs).build());
  }
}
