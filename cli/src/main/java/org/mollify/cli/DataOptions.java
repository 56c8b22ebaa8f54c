package org.mollify.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mollify.trainer.data.SplitRule;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where data are, how they are cut into parts, and which column holds their labels. */
final class DataOptions {

  @Mixin private DataFolder folder;

  @Option(
      names = "--split",
      paramLabel = "RULE",
      description =
          "official, paper, seeded or anomaly (default: that of the data; for evaluate that of the"
              + " training).")
  private String split;

  @Option(
      names = "--split-seed",
      paramLabel = "N",
      description =
          "Seed of a split that is drawn (default: 0; for evaluate that of the training).")
  private Long splitSeed;

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = "Column of labels or targets of a file, not modelled; 0 is a normal row.")
  private String target;

  @Option(
      names = "--allow-partial",
      description = "Train on a named set of images although some of its files are missing.")
  private Boolean allowPartial;

  Optional<Path> folder() {
    return folder.path();
  }

  Optional<SplitRule> split() {
    return Optional.ofNullable(split).map(SplitRule::parse);
  }

  OptionalLong splitSeed() {
    return splitSeed == null ? OptionalLong.empty() : OptionalLong.of(splitSeed);
  }

  boolean allowPartial() {
    return allowPartial != null && allowPartial;
  }

  Optional<String> target() {
    return Optional.ofNullable(target);
  }

  /** Adds what was given to settings of a training. */
  void addTo(Map<String, Object> settings) {
    settings.put("split", split);
    settings.put("splitSeed", splitSeed);
    settings.put("target", target);
    settings.put("allowPartial", allowPartial);
  }
}
