package org.mollify.models.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mollify.models.block.Pass;
import org.mollify.models.testing.LatentVariant;

/**
 * A VAE with a linear decoder, {@code x = W z + b + e}: its log-likelihood is that of {@code N(b, W
 * W' + I)}, in raw units less the logarithms of the scales.
 */
class ImportanceBoundTest {

  private static final int COLUMNS = 4;
  private static final int LATENT = 2;

  @Test
  void five_thousand_samples_come_within_a_tenth_of_a_nat_of_the_true_likelihood() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] w = new double[COLUMNS][LATENT];
    for (double[] row : w) {
      Arrays.setAll(row, j -> 0.8 * random.nextGaussian());
    }
    double[] b = random.doubles(COLUMNS, -1, 1).toArray();
    double[] scale = {1, 2, 0.5, 4};
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariableModel model = LinearDecoder.model(manager, "vae", Map.of(), w, b, scale);
      int rows = 12;
      double[][] raw = new double[rows][COLUMNS];
      double[] truth = new double[rows];
      for (int i = 0; i < rows; i++) {
        double[] z = {random.nextGaussian(), random.nextGaussian()};
        double[] x = new double[COLUMNS];
        for (int j = 0; j < COLUMNS; j++) {
          x[j] = w[j][0] * z[0] + w[j][1] * z[1] + random.nextGaussian();
          raw[i][j] = (x[j] + b[j]) * scale[j];
        }
        truth[i] = LinearDecoder.logDensity(w, x);
        for (double s : scale) {
          truth[i] -= Math.log(s);
        }
      }
      NDList noise = LatentVariant.noise(manager, model.importanceNoise(5000), rows, 6);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      NDArray weights = model.logImportanceWeights(pass, manager.create(raw), noise);
      double[] bound = LogDensities.logMeanExp(weights).toDoubleArray();
      for (int i = 0; i < rows; i++) {
        assertThat(bound[i]).isCloseTo(truth[i], within(0.1));
      }
      double elbo = weights.mean().getDouble();
      assertThat(elbo).isLessThan(mean(truth) - 0.5);
      // The mean over rows and draws of a bound does not rise above the truth.
      assertThat(mean(bound)).isLessThan(mean(truth) + 0.03);
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
