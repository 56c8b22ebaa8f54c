package org.mollify.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mollify.models.checkpoint.CheckpointFolder;
import org.mollify.models.checkpoint.CheckpointFolder.Best;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.trainer.optim.Optimizer;

/**
 * Writes checkpoints at the ends of epochs, at most one in a while, since writing can take longer
 * than a short epoch. The weights of the best epoch are copied at once and wait in memory.
 */
final class CheckpointWriter implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final CheckpointFolder folder;
  private final DensityModel model;
  private final Optimizer optimizer;
  private final NDManager parent;
  private final long interval;
  private long written = System.nanoTime();
  private NDManager bestOwner;
  private Best best;

  /**
   * Prepares a writer.
   *
   * @param folder where checkpoints go
   * @param model whose parameters are written
   * @param optimizer whose state is written
   * @param parent parent of copies
   * @param seconds shortest time between two checkpoints; zero for one every epoch
   */
  CheckpointWriter(
      CheckpointFolder folder,
      DensityModel model,
      Optimizer optimizer,
      NDManager parent,
      double seconds) {
    this.folder = folder;
    this.model = model;
    this.optimizer = optimizer;
    this.parent = parent;
    this.interval = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  /** Copies the weights of the best epoch so far. */
  void keepBest(TrainingState state) {
    close();
    bestOwner = parent.newSubManager();
    Map<String, NDArray> copies = new LinkedHashMap<>();
    RunFolder.parameters(model)
        .forEach(
            (name, array) -> {
              // The detached view belongs to the model's manager, so it is closed here.
              try (NDArray detached = array.stopGradient()) {
                NDArray copy = detached.duplicate();
                copy.attach(bestOwner);
                copies.put(name, copy);
              }
            });
    best = new Best(state.epoch(), copies, JSON.valueToTree(state));
  }

  /** Whether the time between two checkpoints is over. */
  boolean isDue() {
    return System.nanoTime() - written >= interval;
  }

  /** Writes the state and the best epoch that waits. */
  void write(TrainingState state) throws IOException {
    try (NDManager scope = parent.newSubManager()) {
      folder.write(
          state.epoch(),
          RunFolder.parameters(model),
          optimizer.exportState(scope),
          JSON.valueToTree(state),
          Optional.ofNullable(best));
    }
    close();
    written = System.nanoTime();
  }

  /** Frees the copies. */
  @Override
  public void close() {
    if (bestOwner != null) {
      bestOwner.close();
      bestOwner = null;
      best = null;
    }
  }
}
