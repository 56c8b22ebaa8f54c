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

  /**
   * Scores of items, in nats per item.
   *
   * @param logLikelihood in raw units
   * @param coreLogLikelihood in model space, or null where the model does not tell it apart
   * @param samples draws of noise that a bound was taken over, or null for an exact likelihood
   */
  record Scores(double[] logLikelihood, double[] coreLogLikelihood, Integer samples) {}

  /** Shape of an item, {@code [D]} or {@code [C, H, W]}. */
  List<Long> shape();

  /** Columns the model takes, in order, or null for a model of images. */
  List<Column> described();

  /** Names of those columns. */
  default List<String> columns() {
    return described().stream().map(Column::name).toList();
  }

  /** How the data of its training were cut into parts, where that is recorded. */
  Optional<TrainedSplit> trainedSplit();

  /** What its log-likelihood means. */
  String likelihoodKind();

  /** Scores items in raw units, flattened. */
  Scores score(double[][] items);

  /** Draws items in raw units, flattened, from the sample of an index on. */
  double[][] sample(long first, int n, long seed);

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
