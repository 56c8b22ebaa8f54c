package org.mollify.models.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import java.util.random.RandomGenerator;

/**
 * Weights and biases uniform in {@code [-b, b]} with {@code b = 1 / sqrt(fan-in)}: what PyTorch
 * gives to linear, convolutional and transposed convolutional layers (Kaiming uniform with a = sqrt
 * 5, He et al. 2015). The fan-in is the product of all axes of the weights but the first; for a
 * transposed convolution {@code [in, out, k, k]} that is the fan-out, as it is in PyTorch.
 */
public final class KaimingUniformInitializer implements Initializer {

  private final RandomGenerator generator;
  private double bound = Double.NaN;

  private KaimingUniformInitializer(RandomGenerator generator) {
    this.generator = generator;
  }

  /**
   * Sets the initialisers of all weights and biases below a block whose layers declare their bias
   * after their weights.
   *
   * @param block an uninitialised block
   * @param generator source of the numbers, advanced by each array
   */
  public static void set(Block block, RandomGenerator generator) {
    KaimingUniformInitializer weights = new KaimingUniformInitializer(generator);
    block.setInitializer(weights, Parameter.Type.WEIGHT);
    block.setInitializer(
        (manager, shape, type) -> weights.uniform(manager, shape, type), Parameter.Type.BIAS);
  }

  @Override
  public NDArray initialize(NDManager manager, Shape shape, DataType type) {
    bound = 1 / Math.sqrt((double) shape.size() / shape.get(0));
    return uniform(manager, shape, type);
  }

  private NDArray uniform(NDManager manager, Shape shape, DataType type) {
    if (Double.isNaN(bound)) {
      throw new IllegalStateException("a bias " + shape + " is initialised before any weights");
    }
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bound * (2 * generator.nextDouble() - 1));
    }
    NDArray array = manager.create(values, shape);
    if (type == DataType.FLOAT32) {
      return array;
    }
    try (array) {
      return array.toType(type, true);
    }
  }
}
