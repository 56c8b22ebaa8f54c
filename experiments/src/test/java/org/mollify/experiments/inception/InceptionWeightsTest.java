package org.mollify.experiments.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.experiments.torchfile.TorchFile;
import org.mollify.trainer.data.InvalidDataException;

class InceptionWeightsTest {

  @TempDir Path folder;

  @Test
  void a_missing_file_is_said_with_where_to_get_it_and_where_to_put_it() {
    Path place = folder.resolve("inception").resolve("pt_inception-2015-12-05-6726825d.pth");
    assertThatThrownBy(() -> InceptionWeights.locate(folder))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("download pt_inception-2015-12-05-6726825d.pth")
        .hasMessageContaining("sha256 begins with 6726825d")
        .hasMessageContaining("github.com/mseitzer/pytorch-fid")
        .hasMessageContaining("put it at " + place);
  }

  @Test
  void a_file_in_its_place_is_found_and_refused_if_its_digest_is_another() throws IOException {
    Path place = folder.resolve("inception").resolve(InceptionWeights.FILE);
    Files.createDirectories(place.getParent());
    Files.writeString(place, "something else");
    assertThat(InceptionWeights.locate(folder)).isEqualTo(place);
    assertThatThrownBy(() -> InceptionWeights.published(place))
        .hasMessageStartingWith(place + " is not the published file: its sha256 is ")
        .hasMessageEndingWith("expected one that begins with 6726825d; download it again");
    Path cache = folder.resolve("cache");
    assertThatThrownBy(() -> InceptionFeatures.open(place, cache, 1))
        .hasMessageContaining("is not the published file");
    assertThat(cache).doesNotExist();
  }

  @Test
  void a_cached_graph_serves_the_weights_it_was_made_of_and_no_others() throws IOException {
    Path cache = Files.createDirectories(folder.resolve("cache"));
    Path weights = Files.writeString(folder.resolve("weights.pth"), "damaged");
    Path made = Files.writeString(cache.resolve("inception-6726825daa.onnx"), "graph");
    assertThat(InceptionFeatures.graph(weights, "6726825daa", cache)).isEqualTo(made);
    assertThatThrownBy(() -> InceptionFeatures.graph(weights, "6726825dbb", cache))
        .as("another digest is read anew, and these weights cannot be")
        .isInstanceOf(InvalidDataException.class);
    Path place = folder.resolve("inception").resolve(InceptionWeights.FILE);
    Files.createDirectories(place.getParent());
    Files.writeString(place, "replaced");
    assertThatThrownBy(() -> InceptionFeatures.open(place, cache, 1))
        .as("a cached graph does not hide that the file was replaced")
        .hasMessageContaining("is not the published file");
  }

  @Test
  void batch_normalisation_is_folded_into_the_convolution() throws IOException {
    // The file of a convolution 2 -> 3 and its normalisation; weights count up from 0.
    Path file = folder.resolve("unit.pth");
    try (InputStream in = TorchFile.class.getResourceAsStream("unit-zip.pth")) {
      Files.copy(in, file);
    }
    ConvolutionWeights.Folded folded = InceptionWeights.unchecked(file).of("unit", 3, 2, 2, 2);
    // Channel 1: gain 25, shift 28, mean 31, variance 34, weights 8 to 15.
    double factor = 25 / Math.sqrt(34.001);
    assertThat((double) folded.weight()[8]).isCloseTo(8 * factor, within(1e-4));
    assertThat((double) folded.bias()[1]).isCloseTo(28 - 31 * factor, within(1e-4));
    assertThatThrownBy(() -> InceptionWeights.unchecked(file).of("unit", 3, 2, 3, 3))
        .hasMessageContaining(
            "expected unit.conv.weight of shape [3, 2, 3, 3], found [3, 2, 2, 2]");
    assertThatThrownBy(() -> InceptionWeights.unchecked(file).of("other", 3, 2, 2, 2))
        .hasMessageContaining("expected other.conv.weight of shape [3, 2, 2, 2], found none");
  }
}
