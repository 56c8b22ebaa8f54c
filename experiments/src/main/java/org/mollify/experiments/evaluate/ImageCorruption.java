package org.mollify.experiments.evaluate;

import java.util.Arrays;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.noise.NoiseStream;
import org.mollify.runtime.noise.NoiseStream.Purpose;
import org.mollify.trainer.data.image.ImageShape;
import org.mollify.trainer.mollify.HeatKernel;

/** Makes an image worse in a known way; the result holds whole grey levels, 0 to 255, again. */
interface ImageCorruption {

  /**
   * Corrupts an image.
   *
   * @param levels {@code C H W} grey levels
   * @param index number of the image, for what is drawn
   * @return a new image
   */
  double[] of(double[] levels, int index);

  /**
   * A Gaussian blur of every channel: the heat equation with reflecting ends, solved exactly for
   * the time {@code sigma^2 / 2}.
   *
   * @param sigma width in pixels, above 0
   */
  static ImageCorruption blur(double sigma, ImageShape shape) {
    int height = shape.height();
    int width = shape.width();
    float[] down = new HeatKernel(height).matrix(sigma * sigma / 2);
    float[] across = new HeatKernel(width).matrix(sigma * sigma / 2);
    return (levels, index) -> {
      double[] narrow = new double[levels.length];
      double[] blurred = new double[levels.length];
      for (int line = 0; line < shape.channels() * height; line++) {
        for (int x = 0; x < width; x++) {
          for (int i = 0; i < width; i++) {
            narrow[line * width + x] += across[x * width + i] * levels[line * width + i];
          }
        }
      }
      for (int c = 0; c < shape.channels(); c++) {
        int plane = c * height * width;
        for (int y = 0; y < height; y++) {
          for (int i = 0; i < height; i++) {
            for (int x = 0; x < width; x++) {
              blurred[plane + y * width + x] +=
                  down[y * height + i] * narrow[plane + i * width + x];
            }
          }
        }
      }
      return rounded(blurred);
    };
  }

  /**
   * Independent normal noise on every grey level; image i draws from its own stream of the seed.
   *
   * @param sigma standard deviation in grey levels, above 0
   * @param seed any number
   */
  static ImageCorruption noise(double sigma, long seed) {
    NoiseStream stream = new NoiseStream(seed, Purpose.SAMPLE);
    return (levels, index) -> {
      double[] noisy = new double[levels.length];
      stream.fill(index, 0, Distribution.NORMAL, sigma, noisy, 0, noisy.length);
      for (int i = 0; i < noisy.length; i++) {
        noisy[i] += levels[i];
      }
      return rounded(noisy);
    };
  }

  private static double[] rounded(double[] levels) {
    return Arrays.stream(levels)
        .map(level -> Math.max(0, Math.min(255, Math.floor(level + 0.5))))
        .toArray();
  }
}
