package org.mollify.models.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.mollify.models.checkpoint.Checkpoint.Slot;

/**
 * The checkpoints of a run: tensor files named by epoch, and a small JSON file for each {@link
 * Slot} that points at them.
 *
 * <p>The pointer is moved into place after the files it names are on the disk, so a process killed
 * at any moment leaves the previous checkpoint whole. Files that no pointer names are removed
 * afterwards.
 */
public final class CheckpointFolder {

  private final Path folder;

  CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * A best epoch that is not on the disk yet.
   *
   * @param epoch number of finished epochs
   * @param weights parameters by name
   * @param training counters and scores of the loop
   */
  public record Best(int epoch, Map<String, NDArray> weights, JsonNode training) {}

  /**
   * Writes the state after an epoch and points {@link Slot#LAST} at it.
   *
   * @param epoch number of finished epochs
   * @param weights parameters by name
   * @param optimizer optimiser state by name
   * @param training counters and scores of the loop
   * @param best the best epoch so far, or nothing if {@link Slot#BEST} points at it already
   * @throws IOException if something cannot be written; what was there stays usable
   */
  public void write(
      int epoch,
      Map<String, NDArray> weights,
      Map<String, NDArray> optimizer,
      JsonNode training,
      Optional<Best> best)
      throws IOException {
    TensorFile weightsFile = TensorFile.write(weightsPath(epoch), weights);
    TensorFile optimizerFile =
        TensorFile.write(folder.resolve(stem(epoch) + ".optimizer.safetensors"), optimizer);
    if (best.isPresent()) {
      Best chosen = best.get();
      TensorFile bestFile =
          chosen.epoch() == epoch
              ? weightsFile
              : TensorFile.write(weightsPath(chosen.epoch()), chosen.weights());
      point(Slot.BEST, new Checkpoint(chosen.epoch(), bestFile, null, chosen.training()));
    }
    point(Slot.LAST, new Checkpoint(epoch, weightsFile, optimizerFile, training));
    removeUnreferenced();
  }

  private Path weightsPath(int epoch) {
    return folder.resolve(stem(epoch) + ".weights.safetensors");
  }

  private static String stem(int epoch) {
    return "epoch-%05d".formatted(epoch);
  }

  private void point(Slot slot, Checkpoint checkpoint) throws IOException {
    Json.write(folder.resolve(slot.fileName()), checkpoint);
  }

  private void removeUnreferenced() throws IOException {
    Set<String> referenced = new HashSet<>();
    for (Map.Entry<Slot, Checkpoint> entry : all().entrySet()) {
      referenced.add(entry.getKey().fileName());
      referenced.add(entry.getValue().weights().file());
      if (entry.getValue().optimizer() != null) {
        referenced.add(entry.getValue().optimizer().file());
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!referenced.contains(file.getFileName().toString())) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /**
   * Finds a checkpoint.
   *
   * @param slot which one
   * @return the checkpoint, or nothing if none was written yet
   * @throws IOException if the pointer cannot be read
   */
  public Optional<Checkpoint> find(Slot slot) throws IOException {
    Path pointer = folder.resolve(slot.fileName());
    return Files.exists(pointer)
        ? Optional.of(Json.read(pointer, Checkpoint.class))
        : Optional.empty();
  }

  /**
   * Finds a checkpoint that must be there.
   *
   * @param slot which one
   * @return the checkpoint
   * @throws IOException if there is none or it cannot be read
   */
  public Checkpoint get(Slot slot) throws IOException {
    Optional<Checkpoint> found = find(slot);
    if (found.isPresent()) {
      return found.get();
    }
    String missing =
        find(Slot.LAST).isPresent()
            ? "no best checkpoint: no epoch had a finite validation score; take the last one with"
                + " --checkpoint last"
            : "no checkpoint: the run was stopped before its first epoch ended; train again, or"
                + " resume with --resume";
    throw new IOException("%s has %s".formatted(folder.getParent(), missing));
  }

  /**
   * Reads the parameters of a checkpoint.
   *
   * @param checkpoint the checkpoint
   * @param manager owner of the arrays
   * @return arrays by parameter name
   * @throws IOException if the file is missing or altered
   */
  public Map<String, NDArray> weights(Checkpoint checkpoint, NDManager manager) throws IOException {
    return checkpoint.weights().read(folder, manager);
  }

  /**
   * Reads the optimiser state of a checkpoint.
   *
   * @param checkpoint a checkpoint of slot {@code LAST}
   * @param manager owner of the arrays
   * @return arrays by name
   * @throws IOException if the file is missing or altered
   */
  public Map<String, NDArray> optimizer(Checkpoint checkpoint, NDManager manager)
      throws IOException {
    return checkpoint.optimizer().read(folder, manager);
  }

  /**
   * Returns both checkpoints that exist.
   *
   * @return checkpoints by slot
   * @throws IOException if a pointer cannot be read
   */
  public Map<Slot, Checkpoint> all() throws IOException {
    Map<Slot, Checkpoint> found = new EnumMap<>(Slot.class);
    for (Slot slot : Slot.values()) {
      find(slot).ifPresent(checkpoint -> found.put(slot, checkpoint));
    }
    return found;
  }
}
