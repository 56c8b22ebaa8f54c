package org.mollify.experiments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.noise.NoiseStream;

/**
 * Samples of a model in the training engine from the runtime's noise: those that its bundle gives
 * for the same seed, up to rounding, and the same at every epoch of a training.
 */
public final class ModelSamples {

  private static final int CHUNK = 250;

  private ModelSamples() {}

  /**
   * Draws samples.
   *
   * @param model the model
   * @param parent parent of what is computed on the way
   * @param first index of the first sample
   * @param count number of samples
   * @param seed seed of the noise
   * @return items in raw units, flattened
   */
  public static double[][] of(
      DensityModel model, NDManager parent, long first, int count, long seed) {
    double[][] items = new double[count][];
    for (int from = 0; from < count; from += CHUNK) {
      int size = Math.min(CHUNK, count - from);
      try (NDManager manager = parent.newSubManager()) {
        NDList noise =
            noise(
                model,
                manager,
                new NoiseStream(seed, NoiseStream.Purpose.SAMPLE),
                first + from,
                size);
        NDArray samples = model.sample(Pass.evaluation(manager), noise);
        double[] flat = samples.toType(DataType.FLOAT64, false).toDoubleArray();
        int width = flat.length / size;
        for (int i = 0; i < size; i++) {
          items[from + i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
      }
    }
    return items;
  }

  private static NDList noise(
      DensityModel model, NDManager manager, NoiseStream stream, long first, int count) {
    NDList noise = new NDList();
    int number = 0;
    for (NoiseInput input : model.sampleNoise()) {
      int size = Math.toIntExact(input.itemShape().size());
      double[] values = new double[count * size];
      Distribution distribution = Distribution.valueOf(input.distribution().name());
      for (int i = 0; i < count; i++) {
        stream.fill(first + i, number, distribution, 1, values, i * size, size);
      }
      noise.add(
          manager
              .create(values, new Shape(count).addAll(input.itemShape()))
              .toType(DataType.FLOAT32, false));
      number++;
    }
    return noise;
  }
}
