package org.mollify.experiments.reproduce.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.mollify.experiments.classifier.ClassifierTraining;
import org.mollify.experiments.features.FeatureNetwork;
import org.mollify.experiments.features.OnnxFeatures;
import org.mollify.experiments.frechet.FeatureSet;
import org.mollify.experiments.frechet.FeatureStatistics;
import org.mollify.experiments.frechet.FrechetDistance;
import org.mollify.experiments.frechet.FrechetResult;
import org.mollify.experiments.frechet.KernelDistance;
import org.mollify.experiments.frechet.KernelResult;
import org.mollify.experiments.frechet.StatisticsFile;
import org.mollify.trainer.data.image.ImageBlock;
import org.mollify.trainer.data.image.ImageDataset;

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
   * Opens the classifier of a set, trained on it first where that has not been done, and computes
   * the features of the training images.
   *
   * @param data the set
   * @param folder keeps the classifier and the statistics
   * @param progress takes lines
   */
  static ReferenceFeatures of(ImageDataset data, Path folder, Consumer<String> progress)
      throws IOException {
    Path file = folder.resolve(data.name() + "-classifier.onnx");
    if (!Files.exists(file)) {
      ClassifierTraining.DEFAULT.run(data, folder, progress);
    }
    FeatureNetwork network = OnnxFeatures.open(file);
    try {
      FeatureSet training = features(network, data.train(), HELD);
      FeatureStatistics statistics = training.statistics();
      Path kept = folder.resolve(network.name() + ".npz");
      if (!Files.exists(kept)) {
        StatisticsFile.write(kept, statistics);
      }
      return new ReferenceFeatures(network, data, training, statistics);
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** Name of the features. */
  String name() {
    return network.name();
  }

  /** Features of samples. */
  FeatureSet of(double[][] images) {
    return new FeatureSet(
        network.name(),
        network.dimension(),
        network.features(images, data.train().shape().height(), data.train().shape().width()));
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
    ByteBuffer bytes = ByteBuffer.allocate(values);
    for (int from = 0; from < count; from += CHUNK) {
      double[][] chunk = new double[Math.min(CHUNK, count - from)][values];
      for (int i = 0; i < chunk.length; i++) {
        images.copy(from + i, bytes.clear());
        Arrays.setAll(chunk[i], j -> Byte.toUnsignedInt(bytes.get(j)));
      }
      float[] part = network.features(chunk, images.shape().height(), images.shape().width());
      System.arraycopy(part, 0, all, from * network.dimension(), part.length);
    }
    return new FeatureSet(network.name(), network.dimension(), all);
  }

  @Override
  public void close() {
    network.close();
  }
}
