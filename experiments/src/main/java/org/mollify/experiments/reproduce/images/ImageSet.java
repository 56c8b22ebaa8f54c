package org.mollify.experiments.reproduce.images;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.trainer.TrainingData;
import org.mollify.trainer.data.ColumnRules;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DataRequest.ImageRules;
import org.mollify.trainer.data.SplitRule;
import org.mollify.trainer.data.image.ImageDataset;

/** A set of images as the paper's tables train on it, and how its quick runs differ. */
enum ImageSet {
  /** CIFAR-10, what there is of it. */
  CIFAR10("CIFAR-10", 3 * 32 * 32, 50_000, Map.of(), ""),

  /**
   * CelebA at 64 x 64. A quick run is as long whatever there is of it: small batches, so that few
   * images still make many steps, and parts that are drawn, since the first files of the set all
   * belong to its training part.
   */
  CELEBA(
      "CelebA 64",
      3 * 64 * 64,
      162_770,
      Map.of("split", "seeded", "batchSize", 32, "iterations", 1500),
      ", batches of 32, parts drawn 80/10/10 from the images that are there in place"
          + " of the official ones");

  private static final String SPLIT = "split";

  private final String title;
  private final int dimensions;
  private final int paperImages;
  private final Map<String, Object> quickSettings;
  private final String quickText;

  ImageSet(
      String title,
      int dimensions,
      int paperImages,
      Map<String, Object> quickSettings,
      String quickText) {
    this.title = title;
    this.dimensions = dimensions;
    this.paperImages = paperImages;
    this.quickSettings = quickSettings;
    this.quickText = quickText;
  }

  /** Its name on the command line. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name in headings. */
  String title() {
    return title;
  }

  /** Grey levels of an image. */
  int dimensions() {
    return dimensions;
  }

  /** Images that the paper trains on. */
  int paperImages() {
    return paperImages;
  }

  /** What a run changes of its preset. */
  Map<String, Object> settings(boolean quick) {
    return quick ? quickSettings : Map.of();
  }

  /** The same in words, to follow others; empty where it changes nothing. */
  String quickText() {
    return quickText;
  }

  /** Finds a set by its name. */
  static ImageSet of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }

  /** What to load, whole or not: what is missing stands in the data set's provenance. */
  DataRequest data(ReproductionRequest request) {
    Object split = settings(request.quick()).get(SPLIT);
    return new DataRequest(
        id(),
        request.dataDir(),
        ColumnSelection.ALL,
        Optional.ofNullable(split).map(rule -> SplitRule.parse(rule.toString())),
        0,
        ColumnRules.NONE,
        new ImageRules(true, Optional.empty()));
  }

  /**
   * Opens the images.
   *
   * @throws IOException if a file or a whole part is missing
   */
  ImageDataset load(ReproductionRequest request) throws IOException {
    return (ImageDataset) TrainingData.load(data(request));
  }
}
