package org.mollify.experiments;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.mollify.models.block.NoiseInput;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.noise.NoiseStream;

/**
 * The noise of scores as the runtime draws it: of seed and importance sample, shared by all rows.
 */
final class ScoringNoise {

  private ScoringNoise() {}

  /**
   * Draws the noise of one importance sample.
   *
   * @param declared what the model asks for
   * @param seed seed of the score
   * @param sample number of the importance sample, from 0
   * @param rows how many rows share it
   * @return for each input as many equal items as there are rows
   */
  static NDList draw(
      NDManager manager, List<NoiseInput> declared, long seed, int sample, int rows) {
    NoiseStream stream = new NoiseStream(seed, NoiseStream.Purpose.SCORE);
    NDList noise = new NDList();
    for (NoiseInput input : declared) {
      double[] item = new double[Math.toIntExact(input.itemShape().size())];
      Distribution distribution = Distribution.valueOf(input.distribution().name());
      stream.fill(sample, noise.size(), distribution, 1, item, 0, item.length);
      Shape one = new Shape(1).addAll(input.itemShape());
      noise.add(manager.create(item).reshape(one).repeat(0, rows));
    }
    return noise;
  }
}
