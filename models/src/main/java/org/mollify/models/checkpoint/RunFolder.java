package org.mollify.models.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.mollify.models.ModelRegistry;
import org.mollify.models.ModelSpec;
import org.mollify.models.density.DensityModel;

/**
 * The folder of one training run.
 *
 * <pre>
 * model.json             what the model is ({@link ModelSpec})
 * training.json          data, split, seed, mollifier, full configuration: the provenance
 * heldout.safetensors    validation rows in raw units, for proof and calibration
 * checkpoints/           last and best ({@link CheckpointFolder})
 * metrics.jsonl          one line an epoch, written by the trainer
 * </pre>
 */
public final class RunFolder {

  private static final String MODEL = "model.json";
  private static final String TRAINING = "training.json";
  private static final String HELD_OUT = "heldout.json";
  private static final String ROWS = "rows";

  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /**
   * Creates a run folder, which must not hold a run yet.
   *
   * @param path the folder
   * @param spec what the model is
   * @param training provenance of the training
   * @param heldOut validation rows in raw units
   * @return the folder
   * @throws IOException if it holds a run already or cannot be written
   */
  public static RunFolder create(Path path, ModelSpec spec, JsonNode training, NDArray heldOut)
      throws IOException {
    if (exists(path)) {
      throw new IOException(
          "%s already holds a training run; resume it with --resume, or choose another folder"
              .formatted(path));
    }
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IOException("%s is a file; --out expects a folder to create".formatted(path));
    }
    Json.write(path.resolve(TRAINING), training);
    TensorFile rows = TensorFile.write(path.resolve("heldout.safetensors"), Map.of(ROWS, heldOut));
    Json.write(path.resolve(HELD_OUT), rows);
    // The model's description comes last: it is what makes the folder a run.
    Json.write(path.resolve(MODEL), spec);
    return new RunFolder(path);
  }

  /**
   * Whether a folder holds a training run.
   *
   * @param path the folder
   * @return whether it can be opened or resumed
   */
  public static boolean exists(Path path) {
    return Files.exists(path.resolve(MODEL));
  }

  /**
   * Opens a run.
   *
   * @param path the folder
   * @return the run
   * @throws IOException if the folder holds none
   */
  public static RunFolder open(Path path) throws IOException {
    if (!exists(path)) {
      throw new IOException(
          ("%s is not a training run: it holds no %s; name a folder that mollify train --out"
                  + " wrote")
              .formatted(path, MODEL));
    }
    return new RunFolder(path);
  }

  /**
   * Deletes a run, with everything in its folder.
   *
   * @param path the folder; one that is not there is left so
   * @throws IOException if a file cannot be deleted
   */
  public static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /**
   * Returns where the run is.
   *
   * @return the folder
   */
  public Path path() {
    return path;
  }

  /**
   * Reads what the model is.
   *
   * @return the description
   * @throws IOException if it cannot be read, or was written by a newer release
   */
  public ModelSpec spec() throws IOException {
    // The version comes first: a newer layout may hold fields that this release does not know.
    int version = Json.read(path.resolve(MODEL), JsonNode.class).path("formatVersion").asInt();
    if (version != ModelSpec.FORMAT_VERSION) {
      throw new IOException(
          "%s has format version %d; this release reads version %d; open it with the release that wrote it"
              .formatted(path.resolve(MODEL), version, ModelSpec.FORMAT_VERSION));
    }
    return Json.read(path.resolve(MODEL), ModelSpec.class);
  }

  /**
   * Reads the provenance.
   *
   * @return what the trainer wrote
   * @throws IOException if it cannot be read
   */
  public JsonNode training() throws IOException {
    return Json.read(path.resolve(TRAINING), JsonNode.class);
  }

  /**
   * Reads the held-out rows.
   *
   * @param manager owner of the array
   * @return validation rows in raw units, {@code [n, ...]}
   * @throws IOException if the file is missing or altered
   */
  public NDArray heldOut(NDManager manager) throws IOException {
    return Json.read(path.resolve(HELD_OUT), TensorFile.class).read(path, manager).get(ROWS);
  }

  /**
   * Returns the checkpoints.
   *
   * @return the folder of checkpoints
   */
  public CheckpointFolder checkpoints() {
    return new CheckpointFolder(path.resolve("checkpoints"));
  }

  /**
   * Builds the model of this run with the weights of a checkpoint.
   *
   * @param manager owner of the parameters
   * @param slot which checkpoint
   * @return the model
   * @throws IOException if something is missing or altered
   */
  public DensityModel model(NDManager manager, Checkpoint.Slot slot) throws IOException {
    DensityModel model = ModelRegistry.build(spec());
    model.initialize(manager, 0);
    CheckpointFolder checkpoints = checkpoints();
    try (NDManager scope = manager.newSubManager()) {
      restore(model, checkpoints.weights(checkpoints.get(slot), scope));
    }
    return model;
  }

  /**
   * Returns the parameters of a model, the frozen ones too, by the names under which they are
   * stored.
   *
   * @param model the model
   * @return arrays by name; still owned by the model
   */
  public static Map<String, NDArray> parameters(DensityModel model) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (Pair<String, Parameter> parameter : model.getParameters()) {
      arrays.put(parameter.getKey(), parameter.getValue().getArray());
    }
    return arrays;
  }

  /**
   * Overwrites the parameters of a model.
   *
   * @param model an initialised model
   * @param stored arrays by name, exactly those of the model
   * @throws IOException naming the parameters that are missing, unknown or of another shape
   */
  public static void restore(DensityModel model, Map<String, NDArray> stored) throws IOException {
    Map<String, NDArray> own = parameters(model);
    if (!own.keySet().equals(stored.keySet())) {
      throw new IOException(
          "the checkpoint holds other parameters than the model: expected %s, found %s"
              .formatted(own.keySet(), stored.keySet()));
    }
    for (Map.Entry<String, NDArray> entry : own.entrySet()) {
      NDArray value = stored.get(entry.getKey());
      if (!value.getShape().equals(entry.getValue().getShape())) {
        throw new IOException(
            "parameter %s has shape %s in the checkpoint and %s in the model"
                .formatted(entry.getKey(), value.getShape(), entry.getValue().getShape()));
      }
    }
    // Assigned in place: replacing the storage would detach views that others hold of it.
    own.forEach((name, array) -> array.set(new NDIndex("..."), stored.get(name)));
    model.maskWeights();
  }
}
