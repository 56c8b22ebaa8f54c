package org.mollify.trainer.data.image;

import java.util.List;
import java.util.stream.IntStream;
import org.mollify.trainer.data.DataProvenance;
import org.mollify.trainer.data.DataProvenance.SourceFile;
import org.mollify.trainer.data.InvalidDataException;
import org.mollify.trainer.data.Split;
import org.mollify.trainer.data.SplitRule;

/**
 * Which images of a store belong to which part.
 *
 * @param train places of the training images
 * @param validation places of the validation images
 * @param test places of the test images
 */
record ImageParts(int[] train, int[] validation, int[] test) {

  /** A tenth of the training images validates, in sets that have no part for that. */
  private static final int VALIDATION_SHARE = 10;

  /**
   * A set that comes as training and test images, in this order: the last tenth of the training
   * images validates.
   *
   * @param train number of training images
   * @param test number of test images
   */
  static ImageParts official(int train, int test) {
    int validation = train / VALIDATION_SHARE;
    return new ImageParts(
        IntStream.range(0, train - validation).toArray(),
        IntStream.range(train - validation, train).toArray(),
        IntStream.range(train, train + test).toArray());
  }

  /** A seeded split of all images, 80/10/10. */
  static ImageParts seeded(int images, long seed, String name) throws InvalidDataException {
    Split split = Split.of(SplitRule.SEEDED, images, seed, name);
    return new ImageParts(split.train(), split.validation(), split.test());
  }

  /** The data set of these parts. */
  ImageDataset of(
      PixelStore store,
      String name,
      String data,
      List<SourceFile> files,
      SplitRule rule,
      long seed,
      List<String> warnings)
      throws InvalidDataException {
    if (train.length == 0 || validation.length == 0 || test.length == 0) {
      throw new InvalidDataException(
          "%s gives %d training, %d validation and %d test images; each part needs one; use --split seeded, or add images"
              .formatted(name, train.length, validation.length, test.length));
    }
    DataProvenance provenance =
        new DataProvenance(
            data,
            files,
            rule.id(),
            seed,
            train.length,
            validation.length,
            test.length,
            List.of(),
            warnings);
    return new ImageDataset(
        name,
        new ImageBlock(store, train),
        new ImageBlock(store, validation),
        new ImageBlock(store, test),
        provenance);
  }
}
