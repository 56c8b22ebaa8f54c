package org.mollify.experiments;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.mollify.exporter.BundleExport;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.testing.FlowVariant;
import org.mollify.models.testing.FlowVariant.Columns;

/** The runs of all contract cases below a folder, and their bundles once they are asked for. */
final class ContractRuns {

  private final Path folder;
  private final Map<ContractCase, RunFolder> runs = new HashMap<>();
  private final Map<ContractCase, Path> bundles = new HashMap<>();

  ContractRuns(Path folder) throws IOException {
    this.folder = folder;
    Path table = SmallRuns.table(folder.resolve("table.csv"), 5, 0);
    Path mixed = SmallRuns.mixedTable(folder.resolve("mixed.csv"));
    for (ContractCase each : ContractCase.all().toList()) {
      FlowVariant variant = each.variant();
      Path home = folder.resolve(each.id());
      runs.put(
          each,
          switch (each.state()) {
            case RANDOM_2D -> SmallRuns.perturbed(home, variant, Columns.REAL, 2);
            case RANDOM_5D -> SmallRuns.perturbed(home, variant, Columns.REAL, 5);
            case RANDOM_MIXED -> SmallRuns.perturbed(home, variant, Columns.MIXED, 5);
            case TRAINED_2D -> SmallRuns.train(home, SmallRuns.settings(variant, "gmm"));
            case TRAINED_5D -> SmallRuns.train(home, SmallRuns.settings(variant, "csv:" + table));
            case TRAINED_MIXED ->
                SmallRuns.train(
                    home,
                    SmallRuns.settings(variant, "csv:" + mixed)
                        .set("impute", "median")
                        .set("iterations", 96)
                        .set("checkpointSeconds", 0));
          });
    }
  }

  RunFolder run(ContractCase each) {
    return runs.get(each);
  }

  /** Exports a case once. */
  Path bundle(ContractCase each) throws IOException {
    if (!bundles.containsKey(each)) {
      Path bundle = folder.resolve(each.id() + "-bundle");
      new BundleExport(run(each), Slot.LAST).write(bundle, false);
      bundles.put(each, bundle);
    }
    return bundles.get(each);
  }

  /** As many held-out rows as asked for, over and over where there are fewer. */
  double[][] heldOut(ContractCase each, NDManager manager, int count) throws IOException {
    try (NDManager scope = manager.newSubManager()) {
      double[][] available = SmallRuns.rows(run(each).heldOut(scope));
      double[][] rows = new double[count][];
      Arrays.setAll(rows, i -> available[i % available.length].clone());
      return rows;
    }
  }
}
