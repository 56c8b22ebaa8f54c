package org.mollify.trainer.data;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What to load.
 *
 * @param dataSpec the data argument of the command line, see {@link DataSource#parse}
 * @param dataDir the folder of the named sets; empty takes the environment's {@code MOLLIFY_DATA}
 * @param selection which columns of a file to model
 * @param splitRule how to split; empty takes the set's own rule: paper for the UCI tables, official
 *     for the drawn sets, seeded for files
 * @param splitSeed the seed of a seeded split, and of the points of a drawn set
 * @param rules what the columns of a file hold, where the file does not say
 * @param images how images are read
 */
public record DataRequest(
    String dataSpec,
    Optional<Path> dataDir,
    ColumnSelection selection,
    Optional<SplitRule> splitRule,
    long splitSeed,
    ColumnRules rules,
    ImageRules images) {
  /** The environment variable that names the data folder. */
  public static final String DATA_DIR_VARIABLE = "MOLLIFY_DATA";

  /** Checks that nothing is null. */
  public DataRequest {
    Objects.requireNonNull(dataSpec, "dataSpec");
    Objects.requireNonNull(dataDir, "dataDir");
    Objects.requireNonNull(selection, "selection");
    Objects.requireNonNull(splitRule, "splitRule");
    Objects.requireNonNull(rules, "rules");
    Objects.requireNonNull(images, "images");
  }

  /**
   * How images are read.
   *
   * @param allowPartial whether a named set may lack some of its files
   * @param size side of the squares that the images of a folder are cut and scaled to; empty where
   *     all have one size
   */
  public record ImageRules(boolean allowPartial, Optional<Integer> size) {
    /** All files, as they are. */
    public static final ImageRules NONE = new ImageRules(false, Optional.empty());
  }

  /** Asks for a table. */
  public DataRequest(
      String dataSpec,
      Optional<Path> dataDir,
      ColumnSelection selection,
      Optional<SplitRule> splitRule,
      long splitSeed,
      ColumnRules rules) {
    this(dataSpec, dataDir, selection, splitRule, splitSeed, rules, ImageRules.NONE);
  }

  /** Asks for a data set whose file says what its columns hold. */
  public DataRequest(
      String dataSpec,
      Optional<Path> dataDir,
      ColumnSelection selection,
      Optional<SplitRule> splitRule,
      long splitSeed) {
    this(dataSpec, dataDir, selection, splitRule, splitSeed, ColumnRules.NONE);
  }

  /** Asks for a data set with its own split rule, every column and split seed 0. */
  public static DataRequest of(String dataSpec) {
    return new DataRequest(dataSpec, Optional.empty(), ColumnSelection.ALL, Optional.empty(), 0);
  }

  /**
   * Returns the folder of the named sets.
   *
   * @throws InvalidDataException if none is given
   */
  public Path requiredDataDir() throws InvalidDataException {
    Path folder = resolvedDataDir();
    if (folder == null) {
      throw new InvalidDataException(
          "a data folder is needed: give --data-dir DIR, or set " + DATA_DIR_VARIABLE);
    }
    return folder;
  }

  /** Returns the folder of the named sets, or null. */
  public Path resolvedDataDir() {
    String variable = System.getenv(DATA_DIR_VARIABLE);
    return dataDir.orElse(variable == null || variable.isBlank() ? null : Path.of(variable));
  }
}
