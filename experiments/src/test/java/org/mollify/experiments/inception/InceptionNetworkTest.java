package org.mollify.experiments.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.experiments.features.OnnxFeatures;
import org.mollify.experiments.features.PixelBatch;

class InceptionNetworkTest {

  private static final int EXTENT = 299;

  @TempDir Path folder;

  @Test
  void the_exported_network_run_by_onnx_runtime_equals_the_block() throws IOException {
    byte[] pixels = new byte[2 * 3 * EXTENT * EXTENT];
    SplittableRandom random = new SplittableRandom(3);
    random.nextBytes(pixels);
    Path file = folder.resolve("inception.onnx");
    InceptionFeatures.export(new RandomWeights(), file);
    float[] exported;
    try (OnnxFeatures network = OnnxFeatures.open(file, 1)) {
      assertThat(network.dimension()).isEqualTo(2048);
      exported = network.features(new PixelBatch(2, 3, EXTENT, EXTENT, pixels));
    }
    float[] block = blockFeatures(pixels);
    assertThat(exported).hasSameSizeAs(block).hasSize(2 * 2048);
    double largest = 0;
    for (int i = 0; i < block.length; i++) {
      assertThat((double) exported[i])
          .as("feature %d", i)
          .isCloseTo(block[i], within(1e-4 * (1 + Math.abs(block[i]))));
      largest = Math.max(largest, Math.abs(block[i]));
    }
    assertThat(largest).as("the features carry signal").isGreaterThan(0.1);
  }

  private static float[] blockFeatures(byte[] pixels) {
    float[] grey = new float[pixels.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = pixels[i] & 0xFF;
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = InceptionNetwork.of(manager, new RandomWeights());
      NDArray x = manager.create(grey, new Shape(2, 3, EXTENT, EXTENT));
      NDList y = block.forward(new ParameterStore(manager, false), new NDList(x), false);
      return y.singletonOrThrow().toFloatArray();
    }
  }

  @Test
  void average_pooling_leaves_out_what_lies_beyond_the_border() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(1, 1, 2, 3));
      NDList y =
          new InteriorAveragePool()
              .forward(new ParameterStore(manager, false), new NDList(x), false);
      // Corners see 4 cells, the middle column all 6.
      assertThat(y.singletonOrThrow().toFloatArray())
          .containsExactly(new float[] {3, 3.5f, 4, 3, 3.5f, 4}, within(1e-6f));
    }
  }
}
