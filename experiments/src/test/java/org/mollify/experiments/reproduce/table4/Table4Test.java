package org.mollify.experiments.reproduce.table4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.trainer.data.InvalidDataException;
import org.mollify.trainer.data.UciTable;

/** Quick tables of a small table in red wine's layout. */
class Table4Test {

  private static final int ROWS = 150;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final List<String> progress = new ArrayList<>();

  @BeforeEach
  void writeTable() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder text = new StringBuilder();
    text.append(String.join(";", UciTable.REDWINE.columns())).append(";quality\n");
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < UciTable.REDWINE.columns().size(); j++) {
        text.append(String.format(Locale.ROOT, "%.4f;", random.nextDouble(j + 1)));
      }
      text.append("5\n");
    }
    Files.createDirectories(folder.resolve("data/uci"));
    Files.writeString(folder.resolve("data").resolve(UciTable.REDWINE.file()), text);
  }

  private void run(Path out, int jobs, String... only) throws IOException, InterruptedException {
    new Table4()
        .run(
            new ReproductionRequest(
                out,
                OptionalInt.empty(),
                true,
                Optional.of(folder.resolve("data")),
                List.of(only),
                jobs,
                line -> {
                  synchronized (progress) {
                    progress.add(line);
                  }
                },
                line -> {}));
  }

  private static JsonNode table(Path out) throws IOException {
    return JSON.readTree(out.resolve("table4.json").toFile());
  }

  @Test
  void a_cell_alone_equals_one_beside_another_and_finished_cells_rest() throws Exception {
    Path together = folder.resolve("together");
    run(together, 2, "redwine", "realnvp");
    JsonNode both = table(together);
    assertThat(both).hasSize(2);
    assertThat(both.get(1).get("mollifier").asText()).isEqualTo("gaussian");
    assertThat(both.get(0).get("epochs").asInt()).isEqualTo(CellKey.QUICK_EPOCHS);
    assertThat(together.resolve("table4.md")).exists();
    assertThat(together.resolve("curves-redwine-realnvp.png")).exists();
    assertThat(Files.readAllLines(together.resolve("table4.csv"))).hasSize(3);
    assertThat(Files.readAllLines(together.resolve("cells/redwine-realnvp-none-s1.csv")))
        .hasSize(1 + CellKey.QUICK_EPOCHS);
    assertThat(together.resolve("runs").resolve("redwine-realnvp-none-s1")).doesNotExist();

    Path alone = folder.resolve("alone");
    run(alone, 1, "redwine", "realnvp", "gaussian");
    JsonNode one = table(alone).get(0);
    for (String field : List.of("weightsSha256", "last", "best", "bestEpoch", "lastMedian")) {
      assertThat(one.get(field)).as(field).isEqualTo(both.get(1).get(field));
    }

    byte[] before = Files.readAllBytes(alone.resolve("table4.json"));
    progress.clear();
    run(alone, 1, "redwine", "realnvp", "gaussian");
    assertThat(progress).containsExactly("1 cells, 1 finished already; 1 side by side");
    assertThat(alone.resolve("table4.json")).hasBinaryContent(before);
  }

  @Test
  void an_interrupted_cell_is_taken_up_again_and_ends_the_same() throws Exception {
    Path whole = folder.resolve("whole");
    run(whole, 1, "redwine", "realnvp", "none");
    Path stopped = folder.resolve("stopped");
    Path run = stopped.resolve("runs/redwine-realnvp-none-s1");
    Thread worker =
        new Thread(
            () -> {
              try {
                run(stopped, 1, "redwine", "realnvp", "none");
              } catch (IOException | InterruptedException e) {
                progress.add("ended by " + e.getClass().getSimpleName());
              }
            });
    worker.start();
    while (worker.isAlive() && !RunFolder.exists(run)) {
      LockSupport.parkNanos(1_000_000);
    }
    worker.interrupt();
    worker.join();
    assertThat(progress).endsWith("ended by InterruptedException");
    assertThat(stopped.resolve("cells")).doesNotExist();
    run(stopped, 1, "redwine", "realnvp", "none");
    assertThat(table(stopped).get(0).get("weightsSha256"))
        .isEqualTo(table(whole).get(0).get("weightsSha256"));
    assertThat(run).doesNotExist();
  }

  @Test
  void a_cell_of_other_settings_is_refused_by_name() throws Exception {
    CellKey key = new CellKey("redwine", "realnvp", "none", 1);
    Path out = folder.resolve("other");
    new CellStore(out).write(Cells.cell(key, -12.0, -11.0, true), List.of(), List.of());
    assertThatThrownBy(() -> run(out, 1, "redwine", "realnvp"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redwine-realnvp-none-s1.json was run with other settings")
        .hasMessageContaining("(epochs: 150 -> 30)");
  }

  @Test
  void a_setting_that_a_stored_cell_does_not_know_is_no_difference() {
    ObjectNode stored = JSON.createObjectNode().put("epochs", 150);
    stored.putObject("options").put("hidden", 512);
    ObjectNode now = JSON.createObjectNode().put("epochs", 150.0).put("later", true);
    now.putObject("options").put("hidden", 512).put("added", 1);
    assertThat(CellSettings.differences(stored, now)).isEmpty();
    now.withObject("options").put("hidden", 256);
    assertThat(CellSettings.differences(stored, now)).containsExactly("options.hidden: 512 -> 256");
  }

  @Test
  void a_failing_cell_stops_no_other_and_is_named_at_the_end() throws Exception {
    Path out = folder.resolve("failing");
    // A file where the run folder of one cell should be.
    Files.createDirectories(out.resolve("runs"));
    Files.writeString(out.resolve("runs/redwine-realnvp-none-s1"), "in the way");
    assertThatThrownBy(() -> run(out, 1, "redwine", "realnvp"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("1 of 2 cells failed")
        .hasMessageContaining("redwine realnvp none seed 1");
    assertThat(table(out)).hasSize(1);
  }

  @Test
  void a_wrong_name_is_answered_with_the_nearest() {
    assertThatThrownBy(() -> run(folder.resolve("x"), 1, "realnpv"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--only realnpv names nothing of table4 (did you mean realnvp?)");
  }

  @Test
  void a_named_data_set_that_is_missing_is_an_error() {
    assertThatThrownBy(() -> run(folder.resolve("x"), 1, "whitewine", "realnvp"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("winequality-white.csv");
  }

  @Test
  void cells_go_data_set_by_data_set_and_seed_by_seed() {
    List<CellKey> cells =
        CellKey.all(List.of("redwine", "whitewine"), CellSelection.of(List.of("realnvp")), 2);
    assertThat(cells)
        .extracting(CellKey::id)
        .startsWith(
            "redwine-realnvp-none-s1",
            "redwine-realnvp-gaussian-s1",
            "redwine-realnvp-none-s2",
            "redwine-realnvp-gaussian-s2",
            "whitewine-realnvp-none-s1");
  }
}
