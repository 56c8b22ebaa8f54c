package org.mollify.models.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import java.util.random.RandomGenerator;

/**
 * Weights uniform in {@code [-b, b]} with {@code b = 1 / sqrt(fan-in)}: what PyTorch gives to
 * linear, convolutional and transposed convolutional layers (Kaiming uniform with a = sqrt 5, He et
 * al. 2015). The fan-in is the product of all axes but the first; for a transposed convolution
 * {@code [in, out, k, k]} that is the fan-out, as it is in PyTorch.
 */
public final class KaimingUniformInitializer implements Initializer {

  private final RandomGenerator generator;

  /**
   * Creates an initialiser.
   *
   * @param generator source of the numbers, advanced by each array
   */
  public KaimingUniformInitializer(RandomGenerator generator) {
    this.generator = generator;
  }

  @Override
  public NDArray initialize(NDManager manager, Shape shape, DataType type) {
    double bound = 1 / Math.sqrt((double) shape.size() / shape.get(0));
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
