package org.mollify.trainer.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The data sets that have a name. */
public enum BuiltInSet {
  /** {@link MixtureOfGaussians}. */
  GMM("two Gaussians in the plane, drawn here: 10,000 train, 2,000 validation, 10,000 test rows"),
  /** {@link VonMises}. */
  VONMISES("von Mises angles on the unit circle, drawn here: 10,000, 2,000 and 10,000 rows"),
  /** {@link UciTable#REDWINE}. */
  REDWINE("UCI Wine Quality, red: 1,599 rows, 11 columns (quality left out)"),
  /** {@link UciTable#WHITEWINE}. */
  WHITEWINE("UCI Wine Quality, white: 4,898 rows, 11 columns (quality left out)"),
  /** {@link UciTable#PARKINSONS}. */
  PARKINSONS("UCI Parkinsons Telemonitoring: 5,875 rows, the paper's 15 columns"),
  /** {@link MiniBooneFile}. */
  MINIBOONE("MiniBooNE signal events as the MAF paper prepared them: 36,488 rows, 43 columns"),
  /** {@link MiniBooneParts}. */
  MINIBOONE_PARTS("a tenth of MiniBooNE: trained on its validation part, tested on its test part"),
  /** Photographs of ten kinds of things. */
  CIFAR10("CIFAR-10 images, 3 x 32 x 32: the last tenth of the training images validates"),
  /** Faces. */
  CELEBA("CelebA faces, 3 x 64 x 64: the central 148 of 178 pixels, scaled"),
  /** Digits. */
  MNIST("MNIST digits, 1 x 28 x 28: the last tenth of the training images validates");

  private final String description;

  BuiltInSet(String description) {
    this.description = description;
  }

  /** Returns the name that the command line uses. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns one line on what it is. */
  public String description() {
    return description;
  }

  /** Returns whether it holds images. */
  public boolean isImages() {
    return ordinal() > MINIBOONE_PARTS.ordinal();
  }

  /** Returns the set of a name. */
  public static Optional<BuiltInSet> named(String id) {
    return Arrays.stream(values()).filter(set -> set.id().equals(id)).findFirst();
  }

  /** Returns all names. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(BuiltInSet::id).toList();
  }
}
