package org.mollify.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.exporter.BundleExport;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.runtime.GenerativeModel;

/**
 * A column of time stamps, whose spread float32 cannot hold, is modelled as its shifted twin.
 *
 * <p>The values are multiples of 1/64 and 512 rows are standardised, so both means are exact and
 * the trainings see the same numbers; a mean rounded at 1.7e9 would differ by 1e-7, which 200 steps
 * of Adam amplify beyond any tolerance.
 */
class LargeOffsetTest {

  private static final double OFFSET = 1.7e9;

  @TempDir Path folder;

  private double[][] scores(String name, double offset) throws IOException {
    Path table = SmallRuns.table(folder.resolve(name + ".csv"), 3, offset);
    RunFolder run =
        SmallRuns.train(folder.resolve(name), SmallRuns.settings("realnvp", "csv:" + table));
    Path bundle = folder.resolve(name + "-bundle");
    new BundleExport(run, Slot.LAST).write(bundle, false);
    double[][] rows = new double[100][];
    for (int i = 0; i < rows.length; i++) {
      double t = (i - 50) * 0.25;
      rows[i] = new double[] {t + offset, 0.1 * t * t + 0.5, t - 0.25};
    }
    try (NDManager manager = NDManager.newBaseManager();
        GenerativeModel served = GenerativeModel.open(bundle)) {
      double[] model =
          run.model(manager, Slot.LAST)
              .logLikelihood(Pass.evaluation(manager), manager.create(rows), new NDList())
              .toDoubleArray();
      return new double[][] {model, served.score(rows).logLikelihood()};
    }
  }

  @Test
  void model_and_bundle_score_time_stamps_as_the_same_rows_without_the_offset() throws IOException {
    double[][] stamps = scores("stamps", OFFSET);
    double[][] twins = scores("twins", 0);
    assertThat(stamps[0]).containsExactly(twins[0], within(1e-4));
    assertThat(stamps[1]).containsExactly(twins[1], within(1e-4));
    assertThat(stamps[1]).containsExactly(stamps[0], within(1e-4));
  }
}
