package org.mollify.models.vae;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.mollify.models.DataSpec;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;
import org.mollify.models.ModelRegistry;
import org.mollify.models.transform.Standardization;

/**
 * Autoencoders with a linear decoder {@code W z + b}, whose density {@code N(b, W W' + I)} is
 * known, and the prior as the encoder's normal distribution.
 */
final class LinearDecoder {

  private static final int WIDTH = 8;

  /** So far to the right of zero that rectified units are linear. */
  private static final float OFFSET = 64;

  private LinearDecoder() {}

  /** The log-density in model space of {@code x + b}. */
  static double logDensity(double[][] w, double[] x) {
    DMatrixRMaj covariance = CommonOps_DDRM.identity(x.length);
    DMatrixRMaj factor = new DMatrixRMaj(w);
    CommonOps_DDRM.multAddTransB(factor, factor, covariance);
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

  /** The model of a name, over columns of given scales. */
  static LatentVariableModel model(
      NDManager manager,
      String name,
      Map<String, Object> options,
      double[][] w,
      double[] b,
      double[] scale) {
    int columns = b.length;
    int latent = w[0].length;
    Map<String, Object> settings = new LinkedHashMap<>(options);
    settings.putAll(Map.of("architecture", "mlp", "latent", latent, "width", WIDTH));
    LatentVariableModel model =
        (LatentVariableModel)
            ModelRegistry.build(
                ModelRegistry.describe(
                    name,
                    settings,
                    DataSpec.vector(
                        IntStream.range(0, columns)
                            .mapToObj(i -> new Column("c" + i, ColumnType.REAL))
                            .toList()),
                    new Standardization.Spec(new double[columns], scale)));
    model.initialize(manager, 1);
    float[] first = new float[WIDTH * latent];
    float[] shift = new float[WIDTH];
    float[] second = new float[WIDTH * WIDTH];
    float[] last = new float[columns * WIDTH];
    float[] base = new float[columns];
    for (int k = 0; k < WIDTH; k++) {
      second[k * WIDTH + k] = 1;
    }
    for (int k = 0; k < latent; k++) {
      first[k * latent + k] = 1;
      shift[k] = OFFSET;
    }
    for (int i = 0; i < columns; i++) {
      base[i] = (float) b[i];
      for (int k = 0; k < latent; k++) {
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
}
