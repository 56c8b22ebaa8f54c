package org.mollify.experiments.reproduce.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.experiments.Reproductions;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;

class TableDefinitionTest {

  static List<TableDefinition> definitions() {
    return ImageTables.definitions();
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void every_run_of_both_sizes_has_a_configuration_and_a_name_of_its_own(TableDefinition table) {
    assertThat(Reproductions.get(table.name()).folder()).isEqualTo("images");
    Map<String, TrainingConfig> runs = new HashMap<>();
    List<ImageCell> cells = table.cells(2);
    for (ImageCell cell : cells) {
      runs.put(cell.id(), cell.config(true));
      assertThat(cell.config(false).data()).isEqualTo(cell.data());
      assertThat(table.columns().stream().filter(column -> column.holds(cell))).hasSize(1);
    }
    assertThat(runs).hasSameSizeAs(cells);
    assertThat(runs.values()).doesNotHaveDuplicates();
  }

  @Test
  void definitions_that_ask_for_the_same_run_share_its_name() {
    List<String> table1 =
        ImageTables.definition("table1").cells(2).stream().map(ImageCell::id).toList();
    for (String other : List.of("fig7", "fig8", "fig9", "fig10")) {
      assertThat(table1)
          .containsAll(ImageTables.definition(other).cells(2).stream().map(ImageCell::id).toList());
    }
  }

  @Test
  void cells_of_other_schedules_settings_and_sizes_have_names_and_settings_of_their_own() {
    ImageCell sigmoid = new ImageCell("cifar10", "iwae", "gaussian", "sigmoid", Map.of(), 3);
    ImageCell linear = new ImageCell("cifar10", "iwae", "gaussian", "linear", Map.of(), 3);
    assertThat(sigmoid.id()).isEqualTo("cifar10-iwae-gaussian-s3");
    assertThat(linear.id()).isEqualTo("cifar10-iwae-gaussian-linear-s3");
    assertThat(linear.config(true).schedule()).isEqualTo("linear");
    assertThat(linear.config(true).epochs()).isEqualTo(20);
    assertThat(linear.config(false).epochs()).isEqualTo(200);
    assertThat(linear.config(false).options().get("architecture").asText()).isEqualTo("cifar10");
    ImageCell bounded =
        new ImageCell(
            "cifar10", "vae", "none", "sigmoid", Map.of("outputActivation", "sigmoid"), 1);
    assertThat(bounded.id()).isEqualTo("cifar10-vae-none-outputActivation-sigmoid-s1");
    assertThat(bounded.config(true).options().get("outputActivation").asText())
        .isEqualTo("sigmoid");
  }

  @Test
  void a_quick_run_on_celeba_draws_its_parts_and_is_as_long_whatever_there_is() {
    ImageCell cell = new ImageCell("celeba", "vae", "none", "sigmoid", Map.of(), 1);
    TrainingConfig quick = cell.config(true);
    assertThat(quick.split()).isEqualTo("seeded");
    assertThat(quick.iterations()).isEqualTo(1500);
    assertThat(quick.epochs()).isNull();
    assertThat(quick.device()).isEqualTo("cpu");
    TrainingConfig paper = cell.config(false);
    assertThat(paper.split()).isNull();
    assertThat(paper.epochs()).isEqualTo(100);
    assertThat(paper.options().get("architecture").asText()).isEqualTo("celeba");
  }

  @Test
  void a_cell_without_settings_is_stored_and_read_as_it_always_was() throws IOException {
    ObjectMapper json = new ObjectMapper();
    String stored =
        "{\"data\":\"cifar10\",\"model\":\"vae\",\"mollifier\":\"none\",\"schedule\":\"sigmoid\",\"seed\":1}";
    ImageCell cell = json.readValue(stored, ImageCell.class);
    assertThat(cell).isEqualTo(new ImageCell("cifar10", "vae", "none", "sigmoid", Map.of(), 1));
    assertThat(json.readTree(json.writeValueAsString(cell))).isEqualTo(json.readTree(stored));
    assertThat(ConfigLayers.differences(cell.config(true), cell.config(true))).isEmpty();
  }

  @Test
  void words_name_sets_and_models_and_others_are_refused() {
    TableDefinition table = ImageTables.definition("table1");
    TableDefinition some = table.only(List.of("CelebA", "vae", "iwae"));
    assertThat(some.sets()).containsExactly(ImageSet.CELEBA);
    assertThat(some.models()).containsExactly("vae", "iwae");
    assertThat(some.cells(1).get(0).id()).isEqualTo("celeba-vae-none-s1");
    assertThat(table.only(List.of("hvae")).sets()).isEqualTo(table.sets());
    assertThat(table.namesSets(List.of("hvae"))).isFalse();
    assertThat(table.namesSets(List.of("cifar10"))).isTrue();
    assertThatThrownBy(() -> table.only(List.of("celebra")))
        .hasMessage(
            "--only celebra names nothing of table1 (did you mean celeba?); it has %s"
                .formatted("cifar10, celeba, " + String.join(", ", table.models())));
  }
}
