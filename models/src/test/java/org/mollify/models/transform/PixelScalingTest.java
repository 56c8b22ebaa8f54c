package org.mollify.models.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.models.DataSpec;
import org.mollify.models.block.Pass;

class PixelScalingTest {

  /** All 256 grey levels in one image. */
  private static final double[] LEVELS = IntStream.range(0, 256).asDoubleStream().toArray();

  private static final Shape IMAGE = new Shape(1, 1, 16, 16);

  private static DataTransform scaling(boolean dequantized) {
    return new PixelScaling.Spec(1, 16, 16, dequantized).build();
  }

  @Test
  void grey_levels_fill_the_model_space() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DataTransform transform = scaling(false);
      Pass pass = Pass.evaluation(manager);
      NDArray raw = manager.create(LEVELS, IMAGE).toType(DataType.FLOAT32, false);
      NDArray x = transform.toModelSpace(pass, transform.dequantize(pass, raw, new NDList()));
      assertThat(x.getDataType()).isEqualTo(DataType.FLOAT32);
      float[] values = x.toFloatArray();
      assertThat(values[0]).isEqualTo(-1f);
      assertThat(values[255]).isEqualTo(1f);
      assertThat(values[51]).isCloseTo(-0.6f, within(1e-6f));
      float[] back = transform.toRawUnits(pass, x).toFloatArray();
      for (int i = 0; i < 256; i++) {
        assertThat(back[i]).isCloseTo(i, within(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.999, 0x1.fffffffffffffp-1})
  void dequantised_levels_come_back_whatever_the_noise(double noise) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DataTransform transform = scaling(true);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      NDArray u = manager.full(IMAGE, 0f, DataType.FLOAT64).add(noise);
      NDArray continuous = transform.dequantize(pass, manager.create(LEVELS, IMAGE), new NDList(u));
      NDArray x = transform.toModelSpace(pass, continuous);
      assertThat(x.min().getDouble()).isGreaterThanOrEqualTo(-1);
      assertThat(x.max().getDouble()).isLessThanOrEqualTo(1);
      assertThat(x.getDouble(0, 0, 0, 0)).isCloseTo(noise / 128 - 1, within(1e-12));
      if (noise < 0.9999) {
        assertThat(transform.quantize(pass, transform.toRawUnits(pass, x)).toDoubleArray())
            .containsExactly(LEVELS);
      }
      assertThat(transform.quantize(pass, continuous).max().getDouble()).isEqualTo(255);
    }
  }

  @Test
  void sampled_values_are_clamped_and_rounded_down_only_where_dequantised() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Pass pass = Pass.evaluation(manager);
      NDArray x = manager.create(new float[] {-7.5f, 3.75f, 254.99f, 256, 900});
      assertThat(scaling(false).quantize(pass, x).toFloatArray())
          .containsExactly(0, 3.75f, 254.99f, 255, 255);
      assertThat(scaling(true).quantize(pass, x).toFloatArray())
          .containsExactly(0, 3, 254, 255, 255);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_log_determinant_is_that_of_the_slope(boolean dequantized) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DataTransform transform = scaling(dequantized);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      NDArray raw = manager.create(LEVELS, IMAGE);
      NDArray moved = transform.toModelSpace(pass, raw.add(1));
      double slope = moved.sub(transform.toModelSpace(pass, raw)).mean().getDouble();
      NDArray logDeterminant = transform.logDeterminant(pass, raw);
      assertThat(logDeterminant.getDataType()).isEqualTo(DataType.FLOAT64);
      assertThat(logDeterminant.getDouble()).isCloseTo(256 * Math.log(slope), within(1e-9));
      assertThat(slope).isCloseTo(dequantized ? 1 / 128.0 : 1 / 127.5, within(1e-12));
    }
  }

  @Test
  void its_description_survives_json() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    TransformSpec spec = new PixelScaling.Spec(3, 32, 64, true);
    String json = mapper.writerFor(TransformSpec.class).writeValueAsString(spec);
    assertThat(json).contains("\"type\":\"pixel-scaling\"");
    assertThat(mapper.readValue(json, TransformSpec.class)).isEqualTo(spec);
    assertThat(spec.build().dataShape()).isEqualTo(new Shape(3, 32, 64));
  }

  @Test
  void missing_noise_and_empty_images_are_refused() {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThatThrownBy(
              () ->
                  scaling(true)
                      .dequantize(Pass.evaluation(manager), manager.create(LEVELS), new NDList()))
          .hasMessage("the data transform expects 1 noise inputs [u]; got 0");
    }
    assertThatThrownBy(() -> new PixelScaling.Spec(3, 0, 32, false))
        .hasMessage("pixel scaling expects positive sizes; got 3 channels of 32 by 0 pixels");
    assertThatThrownBy(() -> DataSpec.image(0, 8, 9))
        .hasMessage("an image needs positive sizes; got 0 channels of 9 by 8 pixels");
    assertThat(DataSpec.image(3, 8, 9).shape()).isEqualTo(Arrays.asList(3L, 8L, 9L));
    assertThat(DataSpec.image(3, 8, 9).columns()).isEmpty();
  }
}
