package org.mollify.experiments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.mollify.exporter.BundleExport;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.models.testing.FlowVariant;
import org.mollify.models.testing.FlowVariant.Columns;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.noise.NoiseStream;

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

  /** The noise of the first importance sample of seed 0, as the runtime draws it. */
  static NDList noise(NDManager manager, DensityModel model, int count) {
    NoiseStream stream = new NoiseStream(0, NoiseStream.Purpose.SCORE);
    NDList noise = new NDList();
    for (NoiseInput input : model.scoringNoise()) {
      double[] drawn = new double[Math.toIntExact(input.itemShape().size())];
      Distribution distribution = Distribution.valueOf(input.distribution().name());
      stream.fill(0, noise.size(), distribution, 1, drawn, 0, drawn.length);
      noise.add(manager.create(drawn).reshape(1, drawn.length).repeat(0, count));
    }
    return noise;
  }

  /** As many held-out rows as asked for, over and over where there are fewer. */
  double[][] heldOut(ContractCase each, NDManager manager, int count) throws IOException {
    try (NDManager scope = manager.newSubManager()) {
      NDArray rows = run(each).heldOut(scope);
      double[] flat = rows.toDoubleArray();
      int width = (int) rows.size(1);
      int available = (int) rows.size(0);
      double[][] result = new double[count][];
      Arrays.setAll(
          result,
          i -> Arrays.copyOfRange(flat, i % available * width, (i % available + 1) * width));
      return result;
    }
  }
}
