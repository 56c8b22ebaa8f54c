package org.mollify.experiments.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.mollify.trainer.data.DataProvenance;
import org.mollify.trainer.data.DataProvenance.SourceFile;
import org.mollify.trainer.data.SplitRule;

/**
 * How the data of a training were cut into parts. Whoever evaluates on the same data wants the same
 * parts: with others, rows that were trained on would pass for rows that nothing saw.
 *
 * @param data data set or format and file name
 * @param digests SHA-256 of the files that were read; none for drawn data
 * @param rule the rule that made the parts
 * @param seed seed of a rule that draws
 * @param imageSize side that the images of a folder were cut and scaled to
 */
record TrainedSplit(
    String data, List<String> digests, SplitRule rule, long seed, Optional<Integer> imageSize) {

  /**
   * Reads it from what a training recorded.
   *
   * @param training provenance of a run or a bundle; may be null
   * @return the split, or nothing where none is recorded
   */
  static Optional<TrainedSplit> of(JsonNode training) {
    JsonNode data = training == null ? null : training.get("data");
    if (data == null || !data.path("split").isTextual()) {
      return Optional.empty();
    }
    JsonNode size = training.path("config").path("imageSize");
    return Optional.of(
        new TrainedSplit(
            data.path("data").asText(),
            StreamSupport.stream(data.path("files").spliterator(), false)
                .map(file -> file.path("sha256").asText())
                .toList(),
            SplitRule.parse(data.get("split").asText()),
            data.path("splitSeed").asLong(),
            size.isInt() ? Optional.of(size.asInt()) : Optional.empty()));
  }

  /** Whether data are those of the training: the same files, or the same drawn set. */
  boolean isOf(DataProvenance other) {
    List<String> theirs = other.files().stream().map(SourceFile::sha256).toList();
    return digests.isEmpty() ? data.equals(other.data()) : digests.equals(theirs);
  }

  /** Whether the choice of a user, completed by this split, differs from what was loaded. */
  boolean completes(DataProvenance loaded, Optional<SplitRule> rule, OptionalLong seed) {
    return !loaded.split().equals(rule.orElse(this.rule).id())
        || loaded.splitSeed() != seed.orElse(this.seed);
  }
}
