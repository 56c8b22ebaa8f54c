package org.mollify.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.mollify.models.block.NoiseInput;

/**
 * Draws the noise that a model declares, from the engine's generator, which the loop reseeds at the
 * start of each epoch.
 */
final class DeviceNoise {

  private DeviceNoise() {}

  /**
   * Draws noise for a batch.
   *
   * @param manager owner of the noise
   * @param inputs what the model declares
   * @param items number of items
   * @return one array an input, {@code [items, ...]}
   */
  static NDList draw(NDManager manager, List<NoiseInput> inputs, long items) {
    NDList noise = new NDList(inputs.size());
    for (NoiseInput input : inputs) {
      noise.add(draw(manager, input, new Shape(items).addAll(input.itemShape())));
    }
    return noise;
  }

  private static NDArray draw(NDManager manager, NoiseInput input, Shape shape) {
    return switch (input.distribution()) {
      case NORMAL -> manager.randomNormal(0f, 1f, shape, DataType.FLOAT32);
      case UNIFORM -> manager.randomUniform(0f, 1f, shape, DataType.FLOAT32);
    };
  }
}
