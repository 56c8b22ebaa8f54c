package org.mollify.models.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.models.block.Pass;
import org.mollify.models.network.MultilayerPerceptron.Nonlinearity;

class AutoregressiveNetworkTest {

  private static final int ROWS = 17;

  @ParameterizedTest
  @CsvSource({"2, 3, 1", "5, 64, 2", "7, 130, 2", "11, 512, 1", "43, 300, 3"})
  void training_and_evaluation_compute_the_masked_products(int columns, int hidden, int layers) {
    try (NDManager manager = NDManager.newBaseManager()) {
      AutoregressiveNetwork network = network(manager, columns, hidden, layers);
      NDArray x = normal(manager, 3, ROWS, columns);
      NDArray expected = maskedProducts(network, x);
      assertClose(network.outputs(Pass.evaluation(manager), x), expected);
      assertClose(network.outputs(training(manager), x), expected);
    }
  }

  @Test
  void weights_that_are_set_are_masked_on_request() {
    try (NDManager manager = NDManager.newBaseManager()) {
      AutoregressiveNetwork network = network(manager, 5, 20, 2);
      network
          .getParameters()
          .get("weight1")
          .getArray()
          .set(new NDIndex("..."), normal(manager, 9, 20, 20));
      network.maskWeights();
      NDArray x = normal(manager, 3, ROWS, 5);
      assertClose(network.outputs(training(manager), x), maskedProducts(network, x));
    }
  }

  @Test
  void masked_weights_receive_no_gradient_and_the_others_all_of_it() {
    try (NDManager manager = NDManager.newBaseManager()) {
      AutoregressiveNetwork network = network(manager, 5, 24, 2);
      NDArray x = normal(manager, 3, ROWS, 5);
      Engine engine = Engine.getInstance();
      try (GradientCollector collector = engine.newGradientCollector()) {
        collector.backward(maskedProducts(network, x).square().sum());
      }
      float[][] expected = takeGradients(network);
      try (GradientCollector collector = engine.newGradientCollector()) {
        collector.backward(network.outputs(training(manager), x).square().sum());
      }
      network.maskGradients();
      float[][] gradients = takeGradients(network);
      for (int layer = 0; layer < network.layers(); layer++) {
        assertThat(gradients[layer]).containsExactly(expected[layer], Offset.offset(1e-4f));
        assertThat(gradients[layer]).contains(0f);
      }
    }
  }

  private static float[][] takeGradients(AutoregressiveNetwork network) {
    float[][] all = new float[network.layers()][];
    for (int layer = 0; layer < all.length; layer++) {
      try (NDArray gradient =
          network.getParameters().get("weight" + layer).getArray().getGradient()) {
        all[layer] = gradient.toFloatArray();
        gradient.subi(gradient.duplicate());
      }
    }
    return all;
  }

  /** The definition: every layer whole, its weights times its mask. */
  private static NDArray maskedProducts(AutoregressiveNetwork network, NDArray x) {
    Pass pass = training(x.getManager());
    NDArray values = x;
    for (int layer = 0; layer < network.layers(); layer++) {
      NDArray in = layer == 0 ? values : network.activate(values);
      values =
          in.matMul(network.weight(pass, layer, x).transpose()).add(network.bias(pass, layer, x));
    }
    return values;
  }

  private static AutoregressiveNetwork network(
      NDManager manager, int columns, int hidden, int layers) {
    AutoregressiveNetwork network =
        new AutoregressiveNetwork(columns, hidden, layers, Nonlinearity.RELU);
    network.setInitializer(
        new OrthogonalInitializer(new SplittableRandom(1)), Parameter.Type.WEIGHT);
    network.initialize(manager, DataType.FLOAT32, new Shape(1, columns));
    return network;
  }

  private static NDArray normal(NDManager manager, long seed, int rows, int columns) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return manager.create(values, new Shape(rows, columns));
  }

  private static Pass training(NDManager manager) {
    return Pass.training(manager, Pass.InnerGradient.NONE);
  }

  private static void assertClose(NDArray actual, NDArray expected) {
    assertThat(actual.toFloatArray())
        .containsExactly(expected.toFloatArray(), Offset.offset(1e-4f));
  }
}
