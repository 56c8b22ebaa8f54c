package org.mollify.experiments.reproduce.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mollify.experiments.FeatureNetworks;
import org.mollify.experiments.features.DrawnPictures;
import org.mollify.experiments.features.FeatureExtraction;
import org.mollify.experiments.features.FeatureNetwork;
import org.mollify.experiments.features.PixelBatch;
import org.mollify.experiments.frechet.FeatureSet;
import org.mollify.experiments.frechet.FeatureStatistics;
import org.mollify.experiments.frechet.FrechetDistance;
import org.mollify.experiments.frechet.FrechetResult;
import org.mollify.experiments.frechet.KernelDistance;
import org.mollify.experiments.frechet.KernelResult;
import org.mollify.experiments.frechet.StatisticsFile;
import org.mollify.trainer.data.image.ImageDataset;
import org.mollify.trainer.data.image.ImageShape;

/** The features of a set's training images, and distances of others from them. */
final class ReferenceFeatures {

  /** Images whose features are held for the kernel distance. */
  private static final int HELD = 10_000;

  private final FeatureNetwork network;
  private final ImageDataset data;
  private final FeatureSet held;
  private final FeatureStatistics statistics;

  private ReferenceFeatures(
      FeatureNetwork network, ImageDataset data, FeatureSet held, FeatureStatistics statistics) {
    this.network = network;
    this.data = data;
    this.held = held;
    this.statistics = statistics;
  }

  /**
   * Computes the features of the training images.
   *
   * @param network gives the features
   * @param data the images
   * @param kept where the statistics are written, for runs to compare with
   */
  static ReferenceFeatures of(FeatureNetwork network, ImageDataset data, Path kept)
      throws IOException {
    int images = data.train().size();
    FeatureSet held =
        FeatureExtraction.features(network, FeatureNetworks.batches(data.train(), HELD));
    FeatureStatistics statistics = null;
    if (Files.exists(kept)) {
      statistics = StatisticsFile.read(kept);
    }
    if (statistics == null
        || !statistics.features().equals(network.name())
        || statistics.count() != images) {
      statistics =
          images <= HELD
              ? held.statistics()
              : FeatureExtraction.statistics(
                  network, FeatureNetworks.batches(data.train(), images));
      StatisticsFile.write(kept, statistics);
    }
    return new ReferenceFeatures(network, data, held, statistics);
  }

  /** Number of training images. */
  int trainingImages() {
    return data.train().size();
  }

  /** Samples of a model of these images as picture files would hold them. */
  DrawnPictures pictures(double[][] samples) {
    ImageShape shape = data.train().shape();
    return DrawnPictures.of(samples, shape.channels(), shape.height(), shape.width());
  }

  /** Features of pictures. */
  FeatureSet of(PixelBatch pictures) {
    return new FeatureSet(network.name(), network.dimension(), network.features(pictures));
  }

  /** Distance of the test images from the training images: what samples of the truth would have. */
  FrechetResult floor(int most) {
    return distance(
        FeatureExtraction.features(network, FeatureNetworks.batches(data.test(), most)));
  }

  FrechetResult distance(FeatureSet features) {
    return FrechetDistance.between(features.statistics(), statistics);
  }

  KernelResult kernel(FeatureSet features) {
    int size = Math.min(KernelDistance.SUBSET_SIZE, Math.min(features.count(), held.count()) / 2);
    return KernelDistance.overSubsets(features, held, KernelDistance.SUBSETS, size, 1);
  }
}
