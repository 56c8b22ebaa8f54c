package org.mollify.experiments.watch;

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

/** Samples of a model in training from the runtime's noise for seed 0: the same at every epoch. */
final class FixedSamples {

  private static final int CHUNK = 250;

  private FixedSamples() {}

  /**
   * Draws the first samples.
   *
   * @param model the model
   * @param parent parent of what is computed on the way
   * @param count number of samples
   * @return items in raw units, flattened
   */
  static double[][] of(DensityModel model, NDManager parent, int count) {
    double[][] items = new double[count][];
    for (int from = 0; from < count; from += CHUNK) {
      int size = Math.min(CHUNK, count - from);
      try (NDManager manager = parent.newSubManager()) {
        NDArray samples = model.sample(Pass.evaluation(manager), noise(model, manager, from, size));
        double[] flat = samples.toType(DataType.FLOAT64, false).toDoubleArray();
        int width = flat.length / size;
        for (int i = 0; i < size; i++) {
          items[from + i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
      }
    }
    return items;
  }

  private static NDList noise(DensityModel model, NDManager manager, int from, int count) {
    NoiseStream stream = new NoiseStream(0, NoiseStream.Purpose.SAMPLE);
    NDList noise = new NDList();
    int number = 0;
    for (NoiseInput input : model.sampleNoise()) {
      int size = Math.toIntExact(input.itemShape().size());
      double[] values = new double[count * size];
      Distribution distribution = Distribution.valueOf(input.distribution().name());
      for (int i = 0; i < count; i++) {
        stream.fill(from + i, number, distribution, 1, values, i * size, size);
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
