package org.mollify.experiments.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;
import org.mollify.trainer.TrainingData;
import org.mollify.trainer.data.ColumnRules;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DataRequest.ImageRules;
import org.mollify.trainer.data.DataSource;
import org.mollify.trainer.data.SplitRule;
import org.mollify.trainer.data.image.FittedImages;
import org.mollify.trainer.data.image.ImageDataset;
import org.mollify.trainer.data.image.ImageShape;

/** Images that a model should take for anomalies, as the option {@code --against} names them. */
public sealed interface Outsiders {

  /** Name of the images of the part, blurred. */
  String BLURRED = "blurred";

  /** Name of the images of the part, with noise. */
  String NOISED = "noised";

  /** The images of the very same part under a Gaussian blur of a width in pixels. */
  record Blurred(double sigma) implements Outsiders {}

  /** The images of the very same part under normal noise of a deviation in grey levels. */
  record Noised(double sigma) implements Outsiders {}

  /** Another set of images. */
  record OtherImages(String data) implements Outsiders {}

  /**
   * Images ready to be scored.
   *
   * @param name what they are
   * @param made what was done to them, in words
   * @param count how many there are
   * @param levels the {@code C H W} grey levels of one of them
   */
  record Images(String name, String made, int count, IntFunction<double[]> levels) {}

  /**
   * Reads a name.
   *
   * @param spec {@code blurred[:SIGMA]}, {@code noised[:SIGMA]}, or a set of images
   * @return what it means; a blur of 1 pixel and noise of 25 grey levels unless it says otherwise
   * @throws IllegalArgumentException if it names nothing, or a table
   */
  static Outsiders parse(String spec) {
    int colon = spec.indexOf(':');
    String name = colon < 0 ? spec : spec.substring(0, colon);
    if (name.equals(BLURRED)) {
      return new Blurred(colon < 0 ? 1 : sigma(spec, colon, "pixels"));
    }
    if (name.equals(NOISED)) {
      return new Noised(colon < 0 ? 25 : sigma(spec, colon, "grey levels"));
    }
    DataSource source;
    try {
      source = DataSource.parse(spec);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--against %s: %s; also blurred[:SIGMA], noised[:SIGMA]".formatted(spec, e.getMessage()),
          e);
    }
    if (!source.isImages()) {
      throw new IllegalArgumentException(
          "--against %s is a table; expected a set of images, blurred[:SIGMA] or noised[:SIGMA]"
              .formatted(spec));
    }
    return new OtherImages(spec);
  }

  private static double sigma(String spec, int colon, String unit) {
    double sigma;
    try {
      sigma = Double.parseDouble(spec.substring(colon + 1));
    } catch (NumberFormatException e) {
      sigma = Double.NaN;
    }
    if (!(sigma > 0 && Double.isFinite(sigma))) {
      throw new IllegalArgumentException(
          "--against %s: expected a width in %s above 0 behind the colon".formatted(spec, unit));
    }
    return sigma;
  }

  /**
   * Makes the images.
   *
   * @param usual the images of the part that is evaluated
   * @param shape what the model takes
   * @param of the evaluation, for folder, part and seed
   * @throws IOException if another set cannot be read
   */
  default Images open(Images usual, ImageShape shape, ImageEvaluation of) throws IOException {
    if (this instanceof Blurred blurred) {
      ImageCorruption blur = ImageCorruption.blur(blurred.sigma, shape);
      return corrupted(
          usual,
          BLURRED,
          "Gaussian blur of %s pixels, rounded to grey levels".formatted(blurred.sigma),
          blur);
    }
    if (this instanceof Noised noised) {
      ImageCorruption noise = ImageCorruption.noise(noised.sigma, of.seed());
      return corrupted(
          usual,
          NOISED,
          "normal noise of %s grey levels, seed %d, rounded to grey levels"
              .formatted(noised.sigma, of.seed()),
          noise);
    }
    return other(((OtherImages) this).data, shape, of);
  }

  private static Images corrupted(
      Images usual, String name, String made, ImageCorruption corruption) {
    return new Images(
        name,
        "the same images: " + made,
        usual.count,
        index -> corruption.of(usual.levels.apply(index), index));
  }

  /**
   * Another set, cut into parts as it comes. Where some of its files may be missing, so may its own
   * parts be, and what is there is cut by the seed 0; the model has seen none of it either way.
   */
  private static Images other(String data, ImageShape shape, ImageEvaluation of)
      throws IOException {
    boolean folder = DataSource.parse(data) instanceof DataSource.ImageFolder;
    boolean square = shape.height() == shape.width();
    Optional<Path> dataDir = of.dataDir();
    ImageDataset set =
        (ImageDataset)
            TrainingData.load(
                new DataRequest(
                    data,
                    dataDir,
                    ColumnSelection.ALL,
                    of.allowPartial() && !folder ? Optional.of(SplitRule.SEEDED) : Optional.empty(),
                    0,
                    ColumnRules.NONE,
                    new ImageRules(
                        of.allowPartial(),
                        folder && square ? Optional.of(shape.height()) : Optional.empty())));
    FittedImages fitted = new FittedImages(of.part().of(set), shape);
    String made =
        folder && square
            ? "squares in the middle scaled to %d x %d, then %s"
                .formatted(shape.height(), shape.width(), fitted.description())
            : fitted.description();
    return new Images(
        set.name(),
        "the %s part of its %s split: %s"
            .formatted(of.part().label(), set.provenance().split(), made),
        fitted.size(),
        fitted::levels);
  }
}
