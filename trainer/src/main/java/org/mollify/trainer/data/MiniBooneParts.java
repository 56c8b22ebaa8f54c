package org.mollify.trainer.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.mollify.trainer.data.DataProvenance.SourceFile;

/**
 * The validation and the test part of the MAF paper's MiniBooNE, for where its training part is
 * missing: trained on the first nine tenths of the validation part, validated on the rest, tested
 * on the test part. The rows come standardised. Results do not compare with {@code miniboone},
 * which trains on ten times as many.
 */
final class MiniBooneParts {

  private static final String NAME = "miniboone-parts";

  private MiniBooneParts() {}

  /**
   * Loads both files.
   *
   * @param dataDir the data folder, or null if none was given
   * @throws InvalidDataException if a file is missing or does not fit
   * @throws IOException if reading fails
   */
  static TabularDataset load(Path dataDir, long splitSeed) throws IOException {
    Path trained = locate(dataDir, "miniboone/val.npy");
    Path tested = locate(dataDir, "miniboone/test.npy");
    Table rows = NpyReader.read(trained);
    Table test = NpyReader.read(tested);
    if (!rows.columnNames().equals(test.columnNames())) {
      throw new InvalidDataException(
          "%s has %d columns and %s has %d; they must be parts of one table"
              .formatted(trained, rows.columns().size(), tested, test.columns().size()));
    }
    int validation = rows.rows() / 10;
    if (validation == 0) {
      throw new InvalidDataException(
          "%s has %d rows; nine tenths for training and one for validation need at least 10"
              .formatted(trained, rows.rows()));
    }
    int train = rows.rows() - validation;
    DataProvenance provenance =
        new DataProvenance(
            NAME,
            List.of(source(trained), source(tested)),
            SplitRule.OFFICIAL.id(),
            splitSeed,
            train,
            validation,
            test.rows(),
            List.of(),
            List.of());
    return new TabularDataset(
        NAME,
        rows.columns(),
        rows.block(IntStream.range(0, train).toArray()),
        rows.block(IntStream.range(train, rows.rows()).toArray()),
        test.block(IntStream.range(0, test.rows()).toArray()),
        provenance);
  }

  private static SourceFile source(Path path) throws IOException {
    return new SourceFile(String.valueOf(path.getFileName()), FileDigest.sha256(path));
  }

  private static Path locate(Path dataDir, String file) throws InvalidDataException {
    String what =
        "a part of MiniBooNE as the MAF paper split it, rows x 43 columns, standardised; where there"
            + " is none, take the original file with --data miniboone";
    if (dataDir == null) {
      throw new InvalidDataException(
          "%s needs the file %s in a data folder, given as --data-dir or MOLLIFY_DATA: %s"
              .formatted(NAME, file, what));
    }
    Path path = dataDir.resolve(file);
    if (!path.toFile().isFile()) {
      throw new InvalidDataException(
          "%s needs the file %s, which is not there: %s".formatted(NAME, path, what));
    }
    return path;
  }
}
