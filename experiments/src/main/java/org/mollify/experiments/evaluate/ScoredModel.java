package org.mollify.experiments.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.runtime.bundle.BundleManifest;

/** A model that can be evaluated, whether still a run or already a bundle. */
interface ScoredModel extends AutoCloseable {

  /** Scores of rows, in nats per item. */
  record Scores(double[] logLikelihood, double[] coreLogLikelihood) {}

  /** Columns the model takes, in order. */
  List<Column> described();

  /** Names of those columns. */
  default List<String> columns() {
    return described().stream().map(Column::name).toList();
  }

  /** How the data of its training were cut into parts, where that is recorded. */
  Optional<TrainedSplit> trainedSplit();

  /** What its log-likelihood means. */
  String likelihoodKind();

  /** Scores rows in raw units. */
  Scores score(double[][] rows);

  /** Draws rows in raw units. */
  double[][] sample(int n, long seed);

  @Override
  void close();

  /**
   * Opens a run or a bundle.
   *
   * @param path a folder
   * @param slot checkpoint of a run
   */
  static ScoredModel open(Path path, Checkpoint.Slot slot) throws IOException {
    if (Files.exists(path.resolve(BundleManifest.FILE_NAME))) {
      return ScoredBundle.open(path);
    }
    if (RunFolder.exists(path)) {
      return ScoredRun.open(path, slot);
    }
    throw new IOException(
        "%s is neither a bundle nor a training run; name a folder that mollify export or mollify"
                .formatted(path)
            + " train wrote");
  }
}
