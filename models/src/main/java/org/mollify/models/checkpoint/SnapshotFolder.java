package org.mollify.models.checkpoint;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.mollify.models.density.DensityModel;

/**
 * Weights as they were at some steps of a run, kept beside its checkpoints to be looked at later.
 * Nothing can be resumed from them. A step written twice is replaced.
 */
public final class SnapshotFolder {

  private final Path folder;

  /**
   * The snapshots of a run.
   *
   * @param run the run, whose folder {@code snapshots} is used
   */
  public SnapshotFolder(RunFolder run) {
    this.folder = run.path().resolve("snapshots");
  }

  /**
   * The weights after a step.
   *
   * @param step finished steps
   * @param weights the file
   */
  public record Snapshot(long step, TensorFile weights) {}

  /**
   * Writes the weights of a model.
   *
   * @param step finished steps
   * @param model the model
   * @throws IOException if the files cannot be written; no snapshot is then listed
   */
  public void write(long step, DensityModel model) throws IOException {
    String stem = "step-%08d".formatted(step);
    TensorFile weights =
        TensorFile.write(
            folder.resolve(stem + ".weights.safetensors"), RunFolder.parameters(model));
    Json.write(folder.resolve(stem + ".json"), new Snapshot(step, weights));
  }

  /**
   * Lists the snapshots.
   *
   * @return by step, ascending; empty if there is none
   * @throws IOException if the folder cannot be read
   */
  public List<Snapshot> all() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.filter(file -> file.toString().endsWith(".json")).toList();
    }
    List<Snapshot> snapshots = new ArrayList<>();
    for (Path file : files) {
      snapshots.add(Json.read(file, Snapshot.class));
    }
    snapshots.sort(Comparator.comparingLong(Snapshot::step));
    return List.copyOf(snapshots);
  }

  /**
   * Puts the weights of a snapshot into a model.
   *
   * @param snapshot one of {@link #all}
   * @param model an initialised model of the same run
   * @param parent parent of what is read on the way
   * @throws IOException if the file is missing or altered, or belongs to another model
   */
  public void restore(Snapshot snapshot, DensityModel model, NDManager parent) throws IOException {
    try (NDManager scope = parent.newSubManager()) {
      RunFolder.restore(model, snapshot.weights().read(folder, scope));
    }
  }
}
