package org.mollify.experiments.reproduce.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.mollify.experiments.classifier.ClassifierFeatures;
import org.mollify.experiments.classifier.ClassifierTraining;
import org.mollify.experiments.features.FeatureNetwork;
import org.mollify.experiments.features.PixelBatch;
import org.mollify.experiments.frechet.FeatureSet;
import org.mollify.experiments.frechet.FeatureStatistics;
import org.mollify.experiments.frechet.FrechetDistance;
import org.mollify.experiments.frechet.FrechetResult;
import org.mollify.experiments.frechet.KernelDistance;
import org.mollify.experiments.frechet.KernelResult;
import org.mollify.experiments.frechet.StatisticsFile;
import org.mollify.trainer.data.image.ImageBlock;
import org.mollify.trainer.data.image.ImageDataset;
import org.mollify.trainer.data.image.ImageShape;

/** The features of a set's training images, and distances of others from them. */
final class ReferenceFeatures implements AutoCloseable {

  /** Images whose features are held for the kernel distance. */
  private static final int HELD = 10_000;

  private static final int CHUNK = 512;

  private final FeatureNetwork network;
  private final ImageDataset data;
  private final FeatureSet training;
  private final FeatureStatistics statistics;

  private ReferenceFeatures(
      FeatureNetwork network,
      ImageDataset data,
      FeatureSet training,
      FeatureStatistics statistics) {
    this.network = network;
    this.data = data;
    this.training = training;
    this.statistics = statistics;
  }

  /**
   * Opens the classifier of CIFAR-10, trained first where that has not been done, and computes the
   * features of the training images.
   *
   * @param data the images
   * @param files folder of the official files
   * @param folder keeps the classifier and the statistics
   * @param progress takes lines
   */
  static ReferenceFeatures of(ImageDataset data, Path files, Path folder, Consumer<String> progress)
      throws IOException {
    if (!Files.exists(folder.resolve(ClassifierFeatures.REPORT))) {
      ClassifierTraining.run(
          ClassifierTraining.Request.of(files, folder),
          line -> progress.accept("classifier: " + line));
    }
    FeatureNetwork network = ClassifierFeatures.open(folder, 1);
    try {
      FeatureSet training = features(network, data.train(), HELD);
      FeatureStatistics statistics = training.statistics();
      Path kept = statistics(folder);
      if (!Files.exists(kept)) {
        StatisticsFile.write(kept, statistics);
      }
      return new ReferenceFeatures(network, data, training, statistics);
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** Where the statistics of the training images are. */
  static Path statistics(Path folder) {
    return folder.resolve("training.npz");
  }

  /** Name of the features. */
  String name() {
    return network.name();
  }

  /** Features of samples, whose grey levels are rounded as a picture file would hold them. */
  FeatureSet of(double[][] images) {
    ImageShape shape = data.train().shape();
    PixelBatch rounded =
        PixelBatch.rounded(images, shape.channels(), shape.height(), shape.width());
    return new FeatureSet(network.name(), network.dimension(), network.features(rounded));
  }

  /** Features of the test images: what a perfect model would give. */
  FeatureSet test(int most) {
    return features(network, data.test(), most);
  }

  FrechetResult distance(FeatureSet features) {
    return FrechetDistance.between(features.statistics(), statistics);
  }

  KernelResult kernel(FeatureSet features) {
    int size =
        Math.min(KernelDistance.SUBSET_SIZE, Math.min(features.count(), training.count()) / 2);
    return KernelDistance.overSubsets(features, training, KernelDistance.SUBSETS, size, 1);
  }

  private static FeatureSet features(FeatureNetwork network, ImageBlock images, int most) {
    int count = Math.min(most, images.size());
    int values = images.shape().values();
    float[] all = new float[count * network.dimension()];
    for (int from = 0; from < count; from += CHUNK) {
      int size = Math.min(CHUNK, count - from);
      byte[] levels = new byte[size * values];
      ByteBuffer bytes = ByteBuffer.wrap(levels);
      for (int i = 0; i < size; i++) {
        images.copy(from + i, bytes);
      }
      float[] part = network.features(block(images.shape(), size, levels));
      System.arraycopy(part, 0, all, from * network.dimension(), part.length);
    }
    return new FeatureSet(network.name(), network.dimension(), all);
  }

  private static PixelBatch block(ImageShape shape, int count, byte[] levels) {
    return new PixelBatch(count, shape.channels(), shape.height(), shape.width(), levels);
  }

  @Override
  public void close() {
    network.close();
  }
}
