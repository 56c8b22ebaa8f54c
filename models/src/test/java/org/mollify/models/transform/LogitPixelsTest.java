package org.mollify.models.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.models.block.Pass;
import org.mollify.models.testing.NumericalJacobian;

class LogitPixelsTest {

  private static final double ALPHA = 0.05;
  private static final Shape IMAGE = new Shape(1, 1, 16, 16);

  private static DataTransform transform(long side) {
    return new LogitPixels.Spec(1, side, side, ALPHA).build();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.5, 0.999})
  void every_level_comes_back_whatever_the_noise(double noise) {
    try (NDManager manager = NDManager.newBaseManager()) {
      double[] levels = IntStream.range(0, 256).asDoubleStream().toArray();
      DataTransform transform = transform(16);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      NDArray u = manager.full(IMAGE, 0f, DataType.FLOAT64).add(noise);
      NDArray continuous = transform.dequantize(pass, manager.create(levels, IMAGE), new NDList(u));
      NDArray x = transform.toModelSpace(pass, continuous);
      double lowest = Math.log((ALPHA + 0.9 * noise / 256) / (1 - ALPHA - 0.9 * noise / 256));
      assertThat(x.min().getDouble()).isCloseTo(lowest, within(1e-12));
      NDArray back = transform.quantize(pass, transform.toRawUnits(pass, x));
      assertThat(back.toType(DataType.FLOAT64, false).toDoubleArray()).isEqualTo(levels);
    }
  }

  @Test
  void the_log_determinant_is_that_of_a_numerical_jacobian() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DataTransform transform = transform(2);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      double[] at = {0.3, 255.9, 100.25, 17};
      NDArray raw = manager.create(at, new Shape(1, 1, 2, 2));
      assertThat(transform.logDeterminant(pass, raw).getDouble())
          .isCloseTo(
              NumericalJacobian.logDeterminant(
                  manager,
                  v -> transform.toModelSpace(pass, v.reshape(-1, 1, 2, 2)).reshape(-1, 4),
                  at),
              within(1e-5));
    }
  }

  @Test
  void it_is_stored_as_json_and_made_again() throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    TransformSpec spec = transform(16).spec();
    String text = json.writerFor(TransformSpec.class).writeValueAsString(spec);
    assertThat(json.readValue(text, TransformSpec.class)).isEqualTo(spec);
    assertThat(transform(16).isDiscrete()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, -1, Double.NaN})
  void a_distance_that_leaves_nothing_is_refused(double alpha) {
    assertThatThrownBy(() -> new LogitPixels.Spec(1, 2, 2, alpha))
        .hasMessageStartingWith("logit expects a distance from the ends above 0 and below 0.5");
  }
}
