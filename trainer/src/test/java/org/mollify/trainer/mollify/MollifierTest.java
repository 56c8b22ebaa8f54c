package org.mollify.trainer.mollify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class MollifierTest {

  private static final List<Mollifier> ALL =
      List.of(
          new GaussianMollifier(Schedule.sigmoid(0, 3, 0.7)),
          new GaussianMollifier(Schedule.linear()),
          new GaussianMollifier(Schedule.cosine()),
          new ConstantNoise(0.1),
          Mollifier.NONE);

  @Test
  void from_progress_one_on_every_mollifier_returns_the_very_array_it_got() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.ones(new Shape(3, 2));
      for (Mollifier mollifier : ALL) {
        assertThat(mollifier.mollify(x, 1)).isSameAs(x);
        assertThat(mollifier.mollify(x, 1.5)).isSameAs(x);
      }
    }
  }

  @Test
  void gaussian_mollification_preserves_unit_variance_and_scales_the_signal() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Engine.getInstance().setRandomSeed(3);
      NDArray x = manager.full(new Shape(100_000, 2), 2f);
      Schedule schedule = Schedule.sigmoid(0, 3, 0.7);
      NDArray y = new GaussianMollifier(schedule).mollify(x, 0.25);
      double mean = y.mean().getFloat();
      double variance = y.sub((float) mean).square().mean().getFloat();
      assertThat(mean).isCloseTo(2 * Math.sqrt(1 - 0.496594), within(0.01));
      assertThat(variance).isCloseTo(0.496594, within(0.01));
      assertThat(y.getDataType()).isEqualTo(DataType.FLOAT32);
    }
  }

  @Test
  void at_progress_zero_only_noise_is_left() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Engine.getInstance().setRandomSeed(4);
      NDArray x = manager.full(new Shape(10_000), 1000f);
      NDArray y = new GaussianMollifier(Schedule.sigmoid(0, 3, 0.7)).mollify(x, 0);
      assertThat((double) y.mean().getFloat()).isCloseTo(0, within(0.05));
    }
  }

  @Test
  void constant_noise_does_not_anneal() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Engine.getInstance().setRandomSeed(5);
      NDArray x = manager.zeros(new Shape(100_000));
      for (double progress : new double[] {0, 0.5, 0.99}) {
        NDArray y = new ConstantNoise(0.1).mollify(x, progress);
        assertThat(Math.sqrt(y.square().mean().getFloat())).isCloseTo(0.1, within(0.002));
      }
    }
  }

  @Test
  void a_noise_floor_stays_beside_and_after_the_annealing() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Engine.getInstance().setRandomSeed(6);
      NDArray x = manager.zeros(new Shape(100_000));
      Mollifier floor = new NoiseFloor(new GaussianMollifier(Schedule.linear()), 0.1);
      assertThat((double) floor.mollify(x, 0.5).square().mean().getFloat())
          .isCloseTo(0.5 + 0.01, within(0.01));
      assertThat(Math.sqrt(floor.mollify(x, 1).square().mean().getFloat()))
          .isCloseTo(0.1, within(0.002));
    }
    assertThatThrownBy(() -> new NoiseFloor(Mollifier.NONE, -1))
        .hasMessage("noiseFloor expects a positive number, or null for none; got -1.0");
  }

  @Test
  void constant_noise_of_zero_is_refused() {
    assertThatThrownBy(() -> new ConstantNoise(0))
        .hasMessage(
            "sigma expects a positive number; got 0.0; for no noise at all use --mollifier none");
  }
}
