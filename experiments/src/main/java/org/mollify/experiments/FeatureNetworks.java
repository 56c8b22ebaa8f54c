package org.mollify.experiments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
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
   * @param threads threads that share one operator, 0 for ONNX Runtime's choice
   * @return the network, to be closed
   * @throws IOException if a file is missing or cannot be used
   */
  public static FeatureNetwork open(Optional<Path> named, DataRequest request, int threads)
      throws IOException {
    if (named.isEmpty()) {
      Path weights = InceptionWeights.locate(request.requiredDataDir());
      return InceptionFeatures.open(weights, weights.resolveSibling("cache"), threads);
    }
    return Files.isDirectory(named.get())
        ? ClassifierFeatures.open(named.get(), threads)
        : OnnxFeatures.open(named.get(), threads);
  }

  /**
   * The first images of a part, in batches that are copied as they are asked for.
   *
   * @param images the part
   * @param most how many at most
   * @return the batches
   */
  public static Iterable<PixelBatch> batches(ImageBlock images, int most) {
    int count = Math.min(most, images.size());
    return () ->
        IntStream.iterate(0, from -> from < count, from -> from + CHUNK)
            .mapToObj(from -> batch(images, from, Math.min(CHUNK, count - from)))
            .iterator();
  }

  private static PixelBatch batch(ImageBlock images, int from, int size) {
    ImageShape shape = images.shape();
    ByteBuffer bytes = ByteBuffer.allocate(size * shape.values());
    for (int i = 0; i < size; i++) {
      images.copy(from + i, bytes);
    }
    return new PixelBatch(size, shape.channels(), shape.height(), shape.width(), bytes.array());
  }
}
