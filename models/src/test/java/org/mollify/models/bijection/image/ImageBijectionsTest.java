package org.mollify.models.bijection.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mollify.models.bijection.Transformed;
import org.mollify.models.block.Pass;

class ImageBijectionsTest {

  private final NDManager manager = NDManager.newBaseManager();
  private final Pass pass = Pass.evaluation(manager);

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray counted(long... shape) {
    Shape extents = new Shape(shape);
    return manager.arange((int) extents.size()).toType(DataType.FLOAT32, false).reshape(extents);
  }

  @Test
  void a_channel_major_squeeze_puts_pixel_dy_dx_of_channel_c_into_channel_4c_2dy_dx() {
    NDArray x = counted(1, 2, 4, 6);
    NDArray z = new Squeeze(Squeeze.Order.CHANNEL_MAJOR).forward(pass, x).value();
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 6; j++) {
          int channel = 4 * c + 2 * (i % 2) + j % 2;
          assertThat(z.getFloat(0, channel, i / 2, j / 2)).isEqualTo(x.getFloat(0, c, i, j));
        }
      }
    }
  }

  @Test
  void channels_last_in_memory_changes_neither_shape_nor_values() {
    Pass training = Pass.training(manager, Pass.InnerGradient.NONE);
    NDArray x = counted(3, 2, 4, 6);
    NDArray usual = new Squeeze(Squeeze.Order.CHANNEL_MAJOR).forward(training, x).value();
    NDArray last = new Squeeze(Squeeze.Order.CHANNEL_MAJOR, true).forward(training, x).value();
    assertThat(last).isEqualTo(usual);
    assertThat(last.transpose(0, 2, 3, 1).toFloatArray())
        .isEqualTo(usual.transpose(0, 2, 3, 1).toFloatArray());
  }

  @Test
  void a_pixel_major_squeeze_keeps_the_channels_of_a_pixel_side_by_side() {
    NDArray x = counted(1, 3, 4, 2);
    NDArray z = new Squeeze(Squeeze.Order.PIXEL_MAJOR).forward(pass, x).value();
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 2; j++) {
          int channel = 3 * (2 * (i % 2) + j % 2) + c;
          assertThat(z.getFloat(0, channel, i / 2, j / 2)).isEqualTo(x.getFloat(0, c, i, j));
        }
      }
    }
  }

  @Test
  void the_order_before_a_split_lets_the_diagonal_pixels_go_on() {
    NDArray pixels = counted(1, 8, 1, 1);
    ChannelOrder order = ChannelOrder.diagonalFirst(8);
    order.initialize(manager, DataType.FLOAT32, new Shape(1, 8, 1, 1));
    NDArray z = order.forward(pass, pixels).value();
    assertThat(z.toFloatArray()).containsExactly(0, 1, 6, 7, 2, 3, 4, 5);
    assertThat(order.inverse(pass, z).value()).isEqualTo(pixels);
  }

  @Test
  void a_checkerboard_keeps_its_pixels_and_hides_the_others_from_the_network() {
    LambdaBlock network =
        new LambdaBlock(
            x -> {
              NDArray seen = x.head().sum(new int[] {1, 2, 3}).reshape(-1, 1, 1, 1);
              return new NDList(seen.mul(manager.ones(new Shape(1, 2, 2, 2))));
            });
    CheckerboardCoupling coupling =
        new CheckerboardCoupling(new Shape(1, 2, 2), true, network, CouplingScale.boundedTanh(1));
    coupling.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 2, 2));
    NDArray x = manager.create(new float[] {0.5f, 7, 9, -0.25f}, new Shape(1, 1, 2, 2));
    Transformed z = coupling.forward(pass, x);
    double log = Math.tanh(0.25);
    float[] values = z.value().toFloatArray();
    assertThat(values[0]).isEqualTo(0.5f);
    assertThat(values[3]).isEqualTo(-0.25f);
    assertThat(values[1]).isCloseTo((float) ((7 - 0.25) * Math.exp(log)), within(1e-4f));
    assertThat(values[2]).isCloseTo((float) ((9 - 0.25) * Math.exp(log)), within(1e-4f));
    assertThat(z.logDeterminant().getFloat(0)).isCloseTo((float) (2 * log), within(1e-6f));
  }

  @Test
  void a_coupling_by_channels_shifts_and_scales_the_part_its_network_does_not_see() {
    LambdaBlock network = new LambdaBlock(x -> new NDList(x.head().repeat(1, 2)));
    ChannelCoupling coupling =
        new ChannelCoupling(2, true, network, Optional.of(CouplingScale.sigmoid()));
    coupling.initialize(manager, DataType.FLOAT32, new Shape(1, 2, 1, 1));
    NDArray x = manager.create(new float[] {0.5f, 3}, new Shape(1, 2, 1, 1));
    Transformed z = coupling.forward(pass, x);
    double scale = 1 / (1 + Math.exp(-2.5));
    assertThat(z.value().toFloatArray()[0]).isEqualTo(0.5f);
    assertThat(z.value().toFloatArray()[1]).isCloseTo((float) (2.5 * scale), within(1e-5f));
    assertThat(z.logDeterminant().getFloat(0)).isCloseTo((float) Math.log(scale), within(1e-6f));
  }
}
