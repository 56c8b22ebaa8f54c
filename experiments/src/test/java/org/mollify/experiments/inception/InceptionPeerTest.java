package org.mollify.experiments.inception;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.experiments.features.OnnxFeatures;
import org.mollify.experiments.features.PixelBatch;
import org.mollify.trainer.data.NpyReader;
import org.mollify.trainer.data.Table;

/** Against the features that {@code benchmarks/peers/inception.py} computed with torch. */
@EnabledIfEnvironmentVariable(
    named = "MOLLIFY_INCEPTION_PEER",
    matches = ".+",
    disabledReason = "MOLLIFY_INCEPTION_PEER names no folder of benchmarks/peers/inception.py")
class InceptionPeerTest {

  @TempDir Path folder;

  @Test
  void features_are_those_of_torch() throws IOException {
    Path peer = Path.of(System.getenv("MOLLIFY_INCEPTION_PEER"));
    Table images = NpyReader.read(peer.resolve("images.npy"));
    byte[] pixels = new byte[images.values().length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (int) images.values()[i];
    }
    Path graph = folder.resolve("peer.onnx");
    InceptionFeatures.export(InceptionWeights.unchecked(peer.resolve("weights.pth")), graph);
    float[] ours;
    try (OnnxFeatures network = OnnxFeatures.open(graph, 1)) {
      ours = network.features(new PixelBatch(images.rows(), 3, 32, 32, pixels));
    }
    double[] theirs = NpyReader.read(peer.resolve("features.npy")).values();
    assertThat(ours).hasSize(theirs.length);
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < theirs.length; i++) {
      difference = Math.max(difference, Math.abs(ours[i] - theirs[i]));
      largest = Math.max(largest, Math.abs(theirs[i]));
    }
    System.out.printf(
        "largest difference from torch %.3g, largest feature %.3g%n", difference, largest);
    assertThat(difference).isLessThan(1e-4 * largest);
  }
}
