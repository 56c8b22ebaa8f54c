package org.mollify.experiments.reproduce.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mollify.experiments.FeatureNetworks;
import org.mollify.experiments.classifier.ClassifierFeatures;
import org.mollify.experiments.classifier.ClassifierTraining;
import org.mollify.experiments.features.FeatureNetwork;
import org.mollify.experiments.frechet.FrechetResult;
import org.mollify.experiments.inception.InceptionWeights;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.models.checkpoint.AtomicFile;
import org.mollify.trainer.data.image.ImageDataset;

/**
 * The network of features and, for each set of images, what samples are compared with. The network
 * is Inception in the paper's size, where its published weights are at hand, and else the
 * classifier of CIFAR-10, trained first where that has not been done.
 */
final class References implements AutoCloseable {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;
  private final Optional<Path> classifier;
  private final FeatureNetwork network;
  private final Map<ImageSet, ReferenceFeatures> sets = new EnumMap<>(ImageSet.class);

  private References(Path folder, Optional<Path> classifier, FeatureNetwork network) {
    this.folder = folder;
    this.classifier = classifier;
    this.network = network;
  }

  /**
   * Opens the network and computes the features of each set.
   *
   * @param request what was asked
   * @param data the sets
   * @param samples samples that will be compared, and most test images that are
   */
  static References open(ReproductionRequest request, Map<ImageSet, ImageDataset> data, int samples)
      throws IOException {
    Path folder = request.out().resolve("features");
    var images = ImageSet.CIFAR10.data(request);
    Optional<Path> classifier =
        request.quick() || !InceptionWeights.isThere(images.requiredDataDir())
            ? Optional.of(folder)
            : Optional.empty();
    if (classifier.isPresent() && !Files.exists(folder.resolve(ClassifierFeatures.REPORT))) {
      ImageDataset labelled =
          data.containsKey(ImageSet.CIFAR10)
              ? data.get(ImageSet.CIFAR10)
              : ImageSet.CIFAR10.load(request);
      ClassifierTraining.run(
          ClassifierTraining.Request.of(labelled, folder),
          line -> request.progress().accept("classifier: " + line));
    }
    FeatureNetwork network = FeatureNetworks.open(classifier, images, 1);
    References references = new References(folder, classifier, network);
    try {
      for (Map.Entry<ImageSet, ImageDataset> set : data.entrySet()) {
        references.add(set.getKey(), set.getValue(), samples);
      }
      return references;
    } catch (IOException | RuntimeException e) {
      references.close();
      throw e;
    }
  }

  private void add(ImageSet set, ImageDataset data, int samples) throws IOException {
    ReferenceFeatures features = ReferenceFeatures.of(network, data, statistics(set));
    sets.put(set, features);
    byte[] floor = JSON.writeValueAsBytes(features.floor(samples));
    AtomicFile.write(floorFile(set), out -> out.write(floor));
  }

  /** The sets that are loaded. */
  List<ImageSet> sets() {
    return List.copyOf(sets.keySet());
  }

  /** What samples of a run are compared with. */
  ReferenceFeatures of(ImageCell cell) {
    return sets.get(ImageSet.of(cell.data()));
  }

  /** Name of the features. */
  String name() {
    return network.name();
  }

  /** What a Frechet distance over these features is called. */
  String frechetName() {
    return network.frechetName();
  }

  /** Folder of the classifier, or nothing for Inception. */
  Optional<Path> classifier() {
    return classifier;
  }

  /** Where the statistics of a set's training images are. */
  Path statistics(ImageSet set) {
    return folder.resolve(set.id() + ".npz");
  }

  /**
   * How far a set's test images are from its training images; nothing where the set was never
   * loaded in this folder.
   */
  Optional<FrechetResult> floor(ImageSet set) throws IOException {
    Path file = floorFile(set);
    return Files.exists(file)
        ? Optional.of(JSON.readValue(file.toFile(), FrechetResult.class))
        : Optional.empty();
  }

  private Path floorFile(ImageSet set) {
    return folder.resolve(set.id() + "-floor.json");
  }

  @Override
  public void close() {
    network.close();
  }
}
