package org.mollify.experiments.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.experiments.frechet.FeatureSet;
import org.mollify.exporter.graph.GraphInput;
import org.mollify.exporter.onnx.OnnxWriter;
import org.mollify.exporter.trace.Tracer;
import org.mollify.trainer.data.InvalidDataException;

class OnnxFeaturesTest {

  @TempDir Path folder;

  @Test
  void channel_means_of_any_image_size_come_out_named() throws IOException {
    Path file = channelMeans(DataType.FLOAT32);
    byte[] values = new byte[3 * 2 * 6 * 6];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i / 36 * 40);
    }
    try (OnnxFeatures network = OnnxFeatures.open(file, 1)) {
      assertThat(network.name()).matches("means\\.onnx, sha256 [0-9a-f]{12}");
      assertThat(network.frechetName())
          .isEqualTo("Frechet distance (features: %s)".formatted(network.name()));
      assertThat(network.dimension()).isEqualTo(2);
      float[] features = network.features(new PixelBatch(3, 2, 6, 6, values));
      assertThat(features).containsExactly(new float[] {0, 40, 80, 120, 160, 200}, within(1e-4f));
    }
  }

  @Test
  void a_uint8_input_takes_rounded_grey_levels() throws IOException {
    Path file = channelMeans(DataType.UINT8);
    // Enlarged from 1 x 2 to 4 x 4: columns 0, 3.25, 9.75, 13, rounded to 0, 3, 10, 13.
    byte[] values = {0, 13, 7, 7};
    try (OnnxFeatures network = OnnxFeatures.open(file, 1)) {
      assertThat(network.features(new PixelBatch(1, 2, 1, 2, values)))
          .containsExactly(new float[] {6.5f, 7}, within(1e-5f));
    }
  }

  @Test
  void an_image_has_the_same_features_among_any_neighbours() throws IOException {
    byte[] values = new byte[5 * 2 * 4 * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i * 37);
    }
    try (OnnxFeatures network = OnnxFeatures.open(channelMeans(DataType.FLOAT32), 1)) {
      FeatureSet whole =
          FeatureExtraction.features(network, List.of(new PixelBatch(5, 2, 4, 4, values)));
      List<PixelBatch> single =
          List.of(0, 1, 2, 3, 4).stream()
              .map(i -> Arrays.copyOfRange(values, i * 32, i * 32 + 32))
              .map(image -> new PixelBatch(1, 2, 4, 4, image))
              .toList();
      assertThat(FeatureExtraction.features(network, single).values()).isEqualTo(whole.values());
      assertThat(FeatureExtraction.statistics(network, single).covariance())
          .isDeepEqualTo(whole.statistics().covariance());
    }
  }

  @Test
  void what_is_no_feature_network_is_refused_in_one_line() throws IOException {
    Path missing = folder.resolve("none.onnx");
    assertThatThrownBy(() -> OnnxFeatures.open(missing, 1))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("there is no feature network " + missing);
    Path rows = graph("rows.onnx", new Shape(-1, 4), DataType.FLOAT32, x -> x.add(1f));
    assertThatThrownBy(() -> OnnxFeatures.open(rows, 1))
        .hasMessageContaining("expected one input [N, C, H, W]")
        .hasMessageEndingWith("found x FLOAT [N, 4]");
    Path images = graph("maps.onnx", new Shape(-1, 2, 4, 4), DataType.FLOAT32, x -> x.add(1f));
    assertThatThrownBy(() -> OnnxFeatures.open(images, 1))
        .hasMessageContaining("expected a first output [N, d]")
        .hasMessageEndingWith("found features FLOAT [N, 2, 4, 4]");
    try (OnnxFeatures network = OnnxFeatures.open(channelMeans(DataType.FLOAT32), 1)) {
      assertThatThrownBy(() -> network.features(new PixelBatch(1, 3, 4, 4, new byte[48])))
          .hasMessageContaining("takes images of 2 channels, got 3");
    }
  }

  private Path channelMeans(DataType type) throws IOException {
    return graph(
        "means.onnx",
        new Shape(-1, 2, 4, 4),
        type,
        x -> x.toType(DataType.FLOAT32, false).mean(new int[] {2, 3}));
  }

  private Path graph(String name, Shape shape, DataType type, UnaryOperator<NDArray> function)
      throws IOException {
    Path file = folder.resolve(name);
    try (NDManager manager = NDManager.newBaseManager()) {
      OnnxWriter.write(
          Tracer.trace(
              manager,
              List.of(new GraphInput("x", shape, type)),
              context -> {
                LinkedHashMap<String, NDArray> outputs = new LinkedHashMap<>();
                outputs.put("features", function.apply(context.inputs().singletonOrThrow()));
                return outputs;
              }),
          Map.of(),
          file);
    }
    return file;
  }
}
