package org.mollify.trainer.mollify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlurringMollifierTest {

  @ParameterizedTest
  @CsvSource({"32, 32, 0", "32, 32, 0.5", "64, 64, 0.25", "12, 20, 0.3", "20, 12, 0.9"})
  void images_are_blurred_as_by_a_discrete_cosine_transform_in_double(
      int height, int width, double progress) {
    double[][][] images = images(6, height, width);
    double t0 = width / 2.0 * width / 2.0 / 2;
    double time = t0 * Math.pow(0.125 / t0, progress);
    BlurringMollifier mollifier = new BlurringMollifier(height, width);
    assertThat(mollifier.time(progress)).isCloseTo(time, within(1e-9 * t0));
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] blurred =
          mollifier
              .mollify(array(manager, images, new Shape(2, 3, height, width)), progress)
              .toFloatArray();
      int next = 0;
      for (double[][] image : images) {
        for (double[] row : heatByCosines(image, time)) {
          for (double expected : row) {
            assertThat((double) blurred[next++]).isCloseTo(expected, within(1e-5));
          }
        }
      }
    }
  }

  @Test
  void the_mean_of_each_channel_is_kept_and_its_spread_grows_as_training_goes_on() {
    double[][][] images = images(2, 16, 16);
    BlurringMollifier mollifier = new BlurringMollifier(16, 16);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = array(manager, images, new Shape(1, 2, 16, 16));
      float[] means = x.mean(new int[] {3}).mean(new int[] {2}).toFloatArray();
      double before = 0;
      for (double progress : new double[] {0, 0.2, 0.5, 0.8, 0.999}) {
        NDArray blurred = mollifier.mollify(x, progress);
        assertThat(blurred.getShape()).isEqualTo(x.getShape());
        assertThat(blurred.mean(new int[] {3}).mean(new int[] {2}).toFloatArray())
            .containsExactly(means, within(1e-5f));
        double spread = blurred.sub(blurred.mean()).square().mean().getFloat();
        assertThat(spread).isGreaterThan(before);
        before = spread;
      }
    }
  }

  @Test
  void time_falls_from_half_the_width_to_half_a_pixel_by_equal_factors() {
    BlurringMollifier mollifier = new BlurringMollifier(8, 32);
    assertThat(mollifier.time(0)).isCloseTo(16 * 16 / 2.0, within(1e-9));
    assertThat(mollifier.time(1)).isCloseTo(0.125, within(1e-12));
    assertThat(mollifier.time(0.5)).isCloseTo(Math.sqrt(128 * 0.125), within(1e-9));
  }

  @Test
  void from_progress_one_on_the_very_array_comes_back() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.ones(new Shape(2, 1, 4, 6));
      BlurringMollifier mollifier = new BlurringMollifier(4, 6);
      assertThat(mollifier.mollify(x, 1)).isSameAs(x);
      assertThat(mollifier.mollify(x, 1.5)).isSameAs(x);
      assertThat(mollifier.mollify(x, 0.999)).isNotSameAs(x);
    }
  }

  @Test
  void vectors_and_images_of_another_size_are_refused_in_one_line() {
    BlurringMollifier mollifier = new BlurringMollifier(4, 6);
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> mollifier.mollify(manager.ones(new Shape(3, 2)), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "blurring expects images [N, C, 4, 6]; got (3, 2); mollify tables with --mollifier"
                  + " gaussian");
      assertThatThrownBy(() -> mollifier.mollify(manager.ones(new Shape(3, 1, 6, 4)), 0))
          .hasMessageContaining("got (3, 1, 6, 4)");
    }
    assertThatThrownBy(() -> new BlurringMollifier(1, 6))
        .hasMessage("blurring expects images of at least 2 x 2 pixels; got 1 x 6");
  }

  private static double[][][] images(int count, int height, int width) {
    SplittableRandom random = new SplittableRandom(5);
    double[][][] images = new double[count][height][width];
    for (double[][] image : images) {
      for (double[] row : image) {
        for (int j = 0; j < width; j++) {
          row[j] = (float) random.nextDouble(-1, 1);
        }
      }
    }
    return images;
  }

  private static NDArray array(NDManager manager, double[][][] images, Shape shape) {
    float[] values = new float[(int) shape.size()];
    int next = 0;
    for (double[][] image : images) {
      for (double[] row : image) {
        for (double value : row) {
          values[next++] = (float) value;
        }
      }
    }
    return manager.create(values, shape);
  }

  /** The definition, term by term: analysis, damping, synthesis over both axes. */
  private static double[][] heatByCosines(double[][] image, double time) {
    int height = image.length;
    int width = image[0].length;
    double[][] vertical = basis(height);
    double[][] horizontal = basis(width);
    double[][] coefficients = new double[height][width];
    double[][] half = new double[height][width];
    for (int k = 0; k < height; k++) {
      for (int j = 0; j < width; j++) {
        for (int i = 0; i < height; i++) {
          half[k][j] += vertical[k][i] * image[i][j];
        }
      }
      for (int l = 0; l < width; l++) {
        for (int j = 0; j < width; j++) {
          coefficients[k][l] += horizontal[l][j] * half[k][j];
        }
        double squared = Math.pow(Math.PI * k / height, 2) + Math.pow(Math.PI * l / width, 2);
        coefficients[k][l] *= Math.exp(-squared * time);
      }
    }
    double[][] result = new double[height][width];
    for (int i = 0; i < height; i++) {
      for (int l = 0; l < width; l++) {
        half[i][l] = 0;
        for (int k = 0; k < height; k++) {
          half[i][l] += vertical[k][i] * coefficients[k][l];
        }
      }
      for (int j = 0; j < width; j++) {
        for (int l = 0; l < width; l++) {
          result[i][j] += horizontal[l][j] * half[i][l];
        }
      }
    }
    return result;
  }

  private static double[][] basis(int size) {
    double[][] basis = new double[size][size];
    for (int k = 0; k < size; k++) {
      for (int i = 0; i < size; i++) {
        basis[k][i] =
            Math.sqrt((k == 0 ? 1.0 : 2.0) / size) * Math.cos(Math.PI * k * (i + 0.5) / size);
      }
    }
    return basis;
  }
}
