package org.mollify.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.models.DataSpec;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;
import org.mollify.models.ModelRegistry;
import org.mollify.models.ModelSpec;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.CheckpointFolder.Best;
import org.mollify.models.density.DensityModel;
import org.mollify.models.transform.Standardization;

class RunFolderTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temporary;
  private final NDManager manager = NDManager.newBaseManager();
  private final ModelSpec spec =
      ModelRegistry.describe(
          "realnvp",
          Map.of("hidden", 4),
          DataSpec.vector(
              List.of(new Column("a", ColumnType.REAL), new Column("b", ColumnType.INTEGER))),
          new Standardization.Spec(new double[] {1, 2}, new double[] {3, 1.0 / 3}));
  private RunFolder run;
  private DensityModel model;

  @BeforeEach
  void create() throws IOException {
    run =
        RunFolder.create(
            temporary.resolve("run"),
            spec,
            JSON.createObjectNode().put("note", "a test"),
            manager.create(new double[][] {{1.7e9 + 0.125, 2}}));
    model = ModelRegistry.build(spec);
    model.initialize(manager, 1);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private void write(int epoch, Optional<Best> best) throws IOException {
    run.checkpoints()
        .write(
            epoch,
            RunFolder.parameters(model),
            Map.of("a.step", manager.create(new long[] {epoch})),
            counters(epoch),
            best);
  }

  private static JsonNode counters(int epoch) {
    return JSON.createObjectNode().put("epoch", epoch);
  }

  private Best best(int epoch) {
    return new Best(epoch, RunFolder.parameters(model), counters(epoch));
  }

  private Path weightsOf(Slot slot) throws IOException {
    return folder().resolve(run.checkpoints().get(slot).weights().file());
  }

  private Path folder() {
    return run.path().resolve("checkpoints");
  }

  private Stream<byte[]> bytes(DensityModel of) {
    return RunFolder.parameters(of).values().stream().map(NDArray::toByteArray);
  }

  @Test
  void everything_is_read_back_as_it_was_written() throws IOException {
    RunFolder opened = RunFolder.open(run.path());
    assertThat(JSON.<JsonNode>valueToTree(opened.spec())).isEqualTo(JSON.valueToTree(spec));
    assertThat(opened.training().get("note").asText()).isEqualTo("a test");
    assertThat(opened.heldOut(manager).toDoubleArray()).containsExactly(1.7e9 + 0.125, 2);
    write(3, Optional.of(best(3)));
    assertThat(bytes(opened.model(manager, Slot.LAST)).toList())
        .usingRecursiveComparison()
        .isEqualTo(bytes(model).toList());
    assertThat(
            opened
                .checkpoints()
                .optimizer(opened.checkpoints().get(Slot.LAST), manager)
                .get("a.step")
                .toLongArray())
        .containsExactly(3);
  }

  @Test
  void only_the_files_of_the_last_and_the_best_checkpoint_are_kept() throws IOException {
    write(1, Optional.of(best(1)));
    write(2, Optional.empty());
    write(3, Optional.empty());
    assertThat(names())
        .containsExactlyInAnyOrder(
            "best.json",
            "last.json",
            "epoch-00001.weights.safetensors",
            "epoch-00003.weights.safetensors",
            "epoch-00003.optimizer.safetensors");
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void one_altered_byte_is_told_with_both_digests() throws IOException {
    write(1, Optional.empty());
    Path file = weightsOf(Slot.LAST);
    String written = run.checkpoints().get(Slot.LAST).weights().sha256();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> run.model(manager, Slot.LAST))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "\\Q%s\\E was altered or cut short after it was written: expected sha256 %s, found [0-9a-f]{64} in %d bytes; restore the file or train again"
                .formatted(file, written, bytes.length));
  }

  @Test
  void a_truncated_and_a_missing_file_are_told() throws IOException {
    write(1, Optional.empty());
    Path file = weightsOf(Slot.LAST);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
    assertThatThrownBy(() -> run.model(manager, Slot.LAST))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut short")
        .hasMessageContaining("in 100 bytes");
    Files.delete(file);
    assertThatThrownBy(() -> run.model(manager, Slot.LAST))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " is missing; the checkpoint that names it cannot be read");
  }

  @Test
  void a_model_of_a_newer_format_is_told_whatever_its_layout() throws IOException {
    Path file = run.path().resolve("model.json");
    ObjectNode newer = (ObjectNode) JSON.readTree(file.toFile());
    newer.put("formatVersion", 2).put("novelty", true);
    JSON.writeValue(file.toFile(), newer);
    assertThatThrownBy(run::spec)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " has format version 2; this release reads version 1")
        .message()
        .hasLineCount(1);
  }

  @Test
  void a_description_that_is_not_json_says_where() throws IOException {
    Path file = run.path().resolve("model.json");
    Files.writeString(file, "{\n \"formatVersion\": 1,\n oops");
    assertThatThrownBy(run::spec)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is not readable as ")
        .hasMessageContaining("(line 3, column ")
        .message()
        .hasLineCount(1);
  }

  @Test
  void a_run_stopped_in_its_first_epoch_has_no_checkpoint_yet() {
    assertThatThrownBy(() -> run.model(manager, Slot.BEST))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "has no checkpoint: the run was stopped before its first epoch ended");
  }

  @Test
  void a_folder_without_a_run_and_a_file_in_its_place_are_refused() throws IOException {
    assertThatThrownBy(() -> RunFolder.open(temporary))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(temporary + " is not a training run: it holds no model.json");
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertThatThrownBy(() -> RunFolder.create(file, spec, counters(0), manager.create(1)))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " is a file; --out expects a folder to create");
  }

  @Test
  void weights_of_another_shape_or_name_are_refused() {
    DensityModel wider =
        ModelRegistry.build(
            ModelRegistry.describe("realnvp", Map.of("hidden", 5), spec.data(), spec.transform()));
    wider.initialize(manager, 1);
    assertThatThrownBy(() -> RunFolder.restore(model, RunFolder.parameters(wider)))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "parameter \\S+ has shape \\(5, 2\\) in the checkpoint and \\(4, 2\\) in the model");
    assertThatThrownBy(() -> RunFolder.restore(model, Map.of("w", manager.create(1))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the checkpoint holds other parameters than the model: expected ");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_disk_that_fills_up_leaves_the_checkpoint_before_and_nothing_half_written()
      throws IOException {
    write(1, Optional.of(best(1)));
    for (String file :
        List.of(
            "epoch-00002.weights.safetensors", "epoch-00002.optimizer.safetensors", "last.json")) {
      Files.createSymbolicLink(folder().resolve(file + ".part"), Path.of("/dev/full"));
      assertThatThrownBy(() -> write(2, Optional.empty()))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "cannot write %s: No space left on device; nothing was changed there"
                  .formatted(folder().resolve(file)));
      assertThat(names()).noneMatch(name -> name.endsWith(".part"));
      assertThat(run.checkpoints().get(Slot.LAST).epoch()).isEqualTo(1);
      run.model(manager, Slot.LAST);
    }
    write(2, Optional.empty());
    assertThat(names()).noneMatch(name -> name.contains("00002.part"));
    assertThat(run.checkpoints().get(Slot.LAST).epoch()).isEqualTo(2);
  }

  @Test
  void a_deleted_run_leaves_nothing_and_what_is_beside_it_stays() throws IOException {
    write(1, Optional.empty());
    Path beside = Files.createFile(temporary.resolve("beside"));
    RunFolder.delete(run.path());
    RunFolder.delete(run.path());
    assertThat(temporary.toFile()).isDirectoryContaining(file -> file.equals(beside.toFile()));
    assertThat(run.path()).doesNotExist();
  }
}
