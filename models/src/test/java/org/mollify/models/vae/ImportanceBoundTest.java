package org.mollify.models.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.mollify.models.DataSpec;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;
import org.mollify.models.ModelRegistry;
import org.mollify.models.block.Pass;
import org.mollify.models.testing.LatentVariant;
import org.mollify.models.transform.Standardization;

/**
 * A VAE with a linear decoder, {@code x = W z + b + e}: its log-likelihood is that of {@code N(b, W
 * W' + I)}, in raw units less the logarithms of the scales.
 */
class ImportanceBoundTest {

  private static final int COLUMNS = 4;
  private static final int LATENT = 2;
  private static final int WIDTH = 8;

  /** So far to the right of zero that rectified units are linear. */
  private static final float OFFSET = 64;

  @Test
  void five_thousand_samples_come_within_a_tenth_of_a_nat_of_the_true_likelihood() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] w = new double[COLUMNS][LATENT];
    for (double[] row : w) {
      Arrays.setAll(row, j -> 0.8 * random.nextGaussian());
    }
    double[] b = random.doubles(COLUMNS, -1, 1).toArray();
    double[] scale = {1, 2, 0.5, 4};
    DMatrixRMaj covariance = CommonOps_DDRM.identity(COLUMNS);
    DMatrixRMaj factor = new DMatrixRMaj(w);
    CommonOps_DDRM.multAddTransB(factor, factor, covariance);
    try (NDManager manager = NDManager.newBaseManager()) {
      LatentVariableModel model = linear(manager, w, b, scale);
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
        truth[i] = logDensity(x, covariance);
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

  private static double logDensity(double[] x, DMatrixRMaj covariance) {
    DMatrixRMaj inverse = new DMatrixRMaj(covariance);
    CommonOps_DDRM.invert(inverse);
    double quadratic = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        quadratic += x[i] * inverse.get(i, j) * x[j];
      }
    }
    double logDeterminant = Math.log(CommonOps_DDRM.det(covariance));
    return -0.5 * (x.length * Math.log(2 * Math.PI) + logDeterminant + quadratic);
  }

  private static LatentVariableModel linear(
      NDManager manager, double[][] w, double[] b, double[] scale) {
    LatentVariableModel model =
        (LatentVariableModel)
            ModelRegistry.build(
                ModelRegistry.describe(
                    "vae",
                    Map.of("architecture", "mlp", "latent", LATENT, "width", WIDTH),
                    DataSpec.vector(
                        IntStream.range(0, COLUMNS)
                            .mapToObj(i -> new Column("c" + i, ColumnType.REAL))
                            .toList()),
                    new Standardization.Spec(new double[COLUMNS], scale)));
    model.initialize(manager, 1);
    float[] first = new float[WIDTH * LATENT];
    float[] shift = new float[WIDTH];
    float[] second = new float[WIDTH * WIDTH];
    float[] last = new float[COLUMNS * WIDTH];
    float[] base = new float[COLUMNS];
    for (int k = 0; k < WIDTH; k++) {
      second[k * WIDTH + k] = 1;
    }
    for (int i = 0; i < COLUMNS; i++) {
      base[i] = (float) b[i];
      for (int k = 0; k < LATENT; k++) {
        first[k * LATENT + k] = 1;
        shift[k] = OFFSET;
        last[i * WIDTH + k] = (float) w[i][k];
        base[i] -= OFFSET * last[i * WIDTH + k];
      }
    }
    float[][] decoder = {first, shift, second, new float[WIDTH], last, base};
    int next = 0;
    for (var parameter : model.getParameters()) {
      if (parameter.getKey().contains("decoder")) {
        set(parameter.getValue(), decoder[next++]);
      } else if (parameter.getKey().contains("encoder")) {
        // The proposal is the prior: zero mean, zero log-variance.
        set(parameter.getValue(), new float[(int) parameter.getValue().getArray().size()]);
      }
    }
    assertThat(next).isEqualTo(decoder.length);
    return model;
  }

  private static void set(Parameter parameter, float[] values) {
    NDArray array = parameter.getArray();
    try (NDArray view = array.stopGradient();
        NDArray wanted = array.getManager().create(values, array.getShape())) {
      view.muli(0).addi(wanted);
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
