package org.mollify.models.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mollify.models.block.Pass;

class DequantizationTest {

  /** A real column between two of whole numbers. */
  private static final double[][] ROWS = {
    {3, -0.25, 1_700_000_000},
    {5, 0.5, 1_700_000_007},
    {5, 2.75, 1_700_086_400},
    {9, -8, 1_699_999_999}
  };

  private static DataTransform fitted(NDManager manager) {
    double[] flat = Arrays.stream(ROWS).flatMapToDouble(Arrays::stream).toArray();
    DataTransform transform = Dequantization.fit(3, new int[] {0, 2}, true, flat).build();
    transform.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
    return transform;
  }

  @Test
  void whole_numbers_come_back_whatever_the_noise() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DataTransform transform = fitted(manager);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      SplittableRandom random = new SplittableRandom(1);
      NDArray raw = manager.create(ROWS);
      for (int trial = 0; trial < 20; trial++) {
        NDArray u =
            manager.create(random.doubles(8).map(v -> v * 0.999).toArray(), new Shape(4, 2));
        NDArray x = transform.toModelSpace(pass, transform.dequantize(pass, raw, new NDList(u)));
        NDArray back = transform.quantize(pass, transform.toRawUnits(pass, x));
        double[] values = back.toDoubleArray();
        for (int i = 0; i < values.length; i++) {
          double expected = ROWS[i / 3][i % 3];
          if (i % 3 == 1) {
            assertThat(values[i]).isCloseTo(expected, within(1e-12));
          } else {
            assertThat(values[i]).isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void a_dequantised_column_has_mean_zero_and_variance_one() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DataTransform transform = fitted(manager);
      Pass pass = Pass.evaluation(manager, DataType.FLOAT64);
      int draws = 40_000;
      double[][] rows = new double[draws][];
      double[][] noise = new double[draws][2];
      SplittableRandom random = new SplittableRandom(2);
      for (int i = 0; i < draws; i++) {
        rows[i] = ROWS[i % ROWS.length];
        noise[i][0] = (i / ROWS.length + 0.5) * ROWS.length / draws;
        noise[i][1] = random.nextDouble();
      }
      NDArray x =
          transform.toModelSpace(
              pass,
              transform.dequantize(pass, manager.create(rows), new NDList(manager.create(noise))));
      double[] mean = x.mean(new int[] {0}).toDoubleArray();
      double[] square = x.square().mean(new int[] {0}).toDoubleArray();
      assertThat(mean[0]).isCloseTo(0, within(1e-9));
      assertThat(square[0]).isCloseTo(1, within(1e-6));
      assertThat(mean[1]).isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void samples_beyond_the_observed_range_are_clamped_and_real_columns_are_not() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Pass pass = Pass.evaluation(manager);
      NDArray sampled =
          manager.create(
              new double[][] {{-4.5, -1e9, 2e9}, {9.99, 1e9, 0}, {3.0, -0.5, 1_700_000_003.7}});
      assertThat(fitted(manager).quantize(pass, sampled).toDoubleArray())
          .containsExactly(3, -1e9, 1_700_086_400, 9, 1e9, 1_699_999_999, 3, -0.5, 1_700_000_003);
    }
  }

  @Test
  void forgotten_noise_is_refused() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DataTransform transform = fitted(manager);
      NDArray raw = manager.create(ROWS);
      assertThatThrownBy(() -> transform.dequantize(Pass.evaluation(manager), raw, new NDList()))
          .hasMessage("the data transform expects 1 noise inputs [u]; got 0");
    }
  }

  @Test
  void without_whole_columns_it_is_the_standardisation_alone() {
    assertThat(Dequantization.fit(2, new int[0], true, new double[] {1, 2, 3, 4}))
        .isInstanceOf(Standardization.Spec.class);
  }

  @Test
  void a_description_that_cannot_be_is_refused() {
    Standardization.Spec then = Standardization.identity(2);
    assertThatThrownBy(
            () ->
                new Dequantization.Spec(new int[] {1}, new double[] {0.5}, new double[] {2}, then))
        .hasMessage("dequantization expects a whole minimum and maximum; column 1 has 0.5 to 2.0");
    assertThatThrownBy(
            () ->
                new Dequantization.Spec(new int[] {5}, new double[] {0}, new double[] {2}, then)
                    .build())
        .hasMessageContaining("dequantization of column 5 expects rows with that column");
  }
}
