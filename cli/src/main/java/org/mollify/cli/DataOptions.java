package org.mollify.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.mollify.trainer.data.ColumnRules;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.SplitRule;
import picocli.CommandLine.Option;

/** Where named data sets are. */
final class DataOptions {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder of the named data sets (default: $MOLLIFY_DATA).")
  private Path dataDir;

  DataRequest request(
      String data, ColumnSelection selection, Optional<SplitRule> split, long splitSeed) {
    return request(data, selection, split, splitSeed, ColumnRules.NONE);
  }

  DataRequest request(
      String data,
      ColumnSelection selection,
      Optional<SplitRule> split,
      long splitSeed,
      ColumnRules rules) {
    return new DataRequest(data, Optional.ofNullable(dataDir), selection, split, splitSeed, rules);
  }
}
