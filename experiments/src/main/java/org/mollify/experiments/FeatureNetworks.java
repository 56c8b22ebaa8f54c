package org.mollify.experiments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mollify.experiments.classifier.ClassifierFeatures;
import org.mollify.experiments.features.FeatureNetwork;
import org.mollify.experiments.features.OnnxFeatures;
import org.mollify.experiments.features.PixelBatch;
import org.mollify.experiments.inception.InceptionFeatures;
import org.mollify.experiments.inception.InceptionWeights;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.image.ImageBlock;
import org.mollify.trainer.data.image.ImageShape;

/** Opens the feature network that a user names, and hands it images. */
public final class FeatureNetworks {

  private static final int CHUNK = 250;

  private FeatureNetworks() {}

  /**
   * Opens a network.
   *
   * @param named an ONNX file, the folder of a trained classifier, or nothing for Inception
   * @param request says where Inception's published weights are: in {@code inception} below the
   *     data folder
   * @return the network, to be closed
   * @throws IOException if a file is missing or cannot be used
   */
  public static FeatureNetwork open(Optional<Path> named, DataRequest request) throws IOException {
    if (named.isEmpty()) {
      Path weights = InceptionWeights.locate(request.requiredDataDir());
      return InceptionFeatures.open(weights, weights.resolveSibling("cache"), 0);
    }
    return Files.isDirectory(named.get())
        ? ClassifierFeatures.open(named.get(), 0)
        : OnnxFeatures.open(named.get(), 0);
  }

  /**
   * The first images of a part, in batches.
   *
   * @param images the part
   * @param most how many at most
   * @return the batches
   */
  public static List<PixelBatch> batches(ImageBlock images, int most) {
    ImageShape shape = images.shape();
    int count = Math.min(most, images.size());
    List<PixelBatch> batches = new ArrayList<>();
    for (int from = 0; from < count; from += CHUNK) {
      int size = Math.min(CHUNK, count - from);
      ByteBuffer bytes = ByteBuffer.allocate(size * shape.values());
      for (int i = 0; i < size; i++) {
        images.copy(from + i, bytes);
      }
      batches.add(
          new PixelBatch(size, shape.channels(), shape.height(), shape.width(), bytes.array()));
    }
    return batches;
  }
}
