package org.mollify.trainer.data;

import java.util.List;

/**
 * Where a data set came from and what was done to it; written into checkpoints and bundles, so it
 * holds nothing of the machine (a file's name, not its folder).
 *
 * @param data what the user named: a built-in name, or {@code csv:} and the file's name
 * @param files the files read
 * @param split the split rule's name
 * @param splitSeed the seed of the split, or of the drawn points
 * @param trainRows rows of the training part
 * @param validationRows rows of the validation part
 * @param testRows rows of the test part
 * @param droppedConstant columns dropped because they hold one value
 * @param warnings what the user was told
 */
public record DataProvenance(
    String data,
    List<SourceFile> files,
    String split,
    long splitSeed,
    int trainRows,
    int validationRows,
    int testRows,
    List<String> droppedConstant,
    List<String> warnings) {
  /** Copies the lists. */
  public DataProvenance {
    files = List.copyOf(files);
    droppedConstant = List.copyOf(droppedConstant);
    warnings = List.copyOf(warnings);
  }

  /**
   * A file that was read.
   *
   * @param name its name without its folder
   * @param sha256 the SHA-256 of its bytes, in lower-case hexadecimal
   */
  public record SourceFile(String name, String sha256) {}
}
