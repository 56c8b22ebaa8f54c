package org.mollify.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniBooneTest {

  private static final int COLUMNS = 50;
  private static final int SIGNAL = 113;
  private static final int BACKGROUND = 20;

  @TempDir Path folder;

  private DataRequest request(String name, SplitRule rule) {
    return new DataRequest(
        name, Optional.of(folder), ColumnSelection.ALL, Optional.ofNullable(rule), 0);
  }

  /**
   * The original's layout: signal events 0 to 112, of which three were not measured, then
   * background. Column 7 takes its smallest value six times among the measured signal events,
   * column 8 five times.
   */
  private String original() {
    StringBuilder text = new StringBuilder("  %d %d\n".formatted(SIGNAL, BACKGROUND));
    for (int i = 0; i < SIGNAL + BACKGROUND; i++) {
      StringJoiner line = new StringJoiner("  ", " ", "\n");
      for (int j = 0; j < COLUMNS; j++) {
        double value = i + j / 100.0;
        if (i == 10 || i == 20 || i == 30) {
          value = -999;
        } else if (j == 7 && i < 6 || j == 8 && i < 5) {
          value = -1;
        } else if (i >= SIGNAL) {
          value = -50;
        }
        line.add(String.format(Locale.ROOT, "%.5E", value));
      }
      text.append(line);
    }
    return text.toString();
  }

  private void write(String text) throws IOException {
    Files.createDirectories(folder.resolve("miniboone"));
    Files.writeString(folder.resolve("miniboone/MiniBooNE_PID.txt"), text);
  }

  @Test
  void the_original_file_is_prepared_as_in_the_maf_paper() throws IOException {
    write(original());
    TabularDataset data = DatasetLoader.load(request("miniboone", null));
    assertThat(data.columnNames())
        .hasSize(COLUMNS - 1)
        .contains("ParticleID_0", "ParticleID_6", "ParticleID_8", "ParticleID_49")
        .doesNotContain("ParticleID_7");
    assertThat(data.train().rows()).isEqualTo(90);
    assertThat(data.validation().rows()).isEqualTo(9);
    assertThat(data.test().rows()).isEqualTo(11);
    assertThat(data.train().value(10, 0)).isEqualTo(11);
    assertThat(data.train().value(0, 1)).isEqualTo(0.01);
    assertThat(data.test().value(10, 0)).isEqualTo(112);
    assertThat(data.provenance().split()).isEqualTo("paper");
    assertThat(data.provenance().files().get(0).name()).isEqualTo("MiniBooNE_PID.txt");
  }

  @Test
  void the_original_has_the_maf_papers_sizes_after_its_preparation() throws IOException {
    Split split = Split.of(SplitRule.PAPER, 36_488, 0, "miniboone");
    assertThat(split.train()).hasSize(29_556);
    assertThat(split.validation()).hasSize(3_284);
    assertThat(split.test()).hasSize(3_648);
  }

  @Test
  void a_missing_original_says_where_to_get_it_and_where_to_put_it() {
    assertThatThrownBy(() -> DatasetLoader.load(request("miniboone", null)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(folder.resolve("miniboone/MiniBooNE_PID.txt").toString())
        .hasMessageContaining("UCI Machine Learning Repository")
        .hasMessageContaining("put it there");
  }

  @Test
  void a_file_without_the_counts_is_refused() throws IOException {
    write(original().substring(original().indexOf('\n') + 1));
    assertThatThrownBy(() -> DatasetLoader.load(request("miniboone", null)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("line 1: expected the numbers of signal and background events")
        .hasMessageContaining("; found '");
    for (String counts : List.of("3", "3 2 1", "99999999999 2", "0 2", "three two")) {
      write(counts + "\n");
      assertThatThrownBy(() -> DatasetLoader.load(request("miniboone", null)))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageEndingWith("; found '" + counts + "'");
    }
    write("");
    assertThatThrownBy(() -> DatasetLoader.load(request("miniboone", null)))
        .hasMessageEndingWith("; found nothing");
  }

  @Test
  void a_file_that_is_not_text_is_refused() throws IOException {
    Path file = folder.resolve("miniboone/MiniBooNE_PID.txt");
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {'3', ' ', '2', '\n', (byte) 0xE9, 1, 2, 3});
    assertThatThrownBy(() -> DatasetLoader.load(request("miniboone", null)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageEndingWith("is not text; expected the original MiniBooNE_PID.txt");
  }

  @Test
  void a_file_that_is_cut_off_says_how_much_it_holds() throws IOException {
    String text = original();
    write(text.lines().limit(51).reduce("", (a, b) -> a + b + "\n"));
    assertThatThrownBy(() -> DatasetLoader.load(request("miniboone", null)))
        .hasMessageContaining("ends after 50 of the 113 signal events");
  }

  @Test
  void a_line_with_a_missing_or_a_wrong_number_is_named() throws IOException {
    write("1 0\n1 2 3\n");
    assertThatThrownBy(() -> DatasetLoader.load(request("miniboone", null)))
        .hasMessageContaining("line 2: expected 50 numbers, found 3");
    write("1 0\n" + "1 ".repeat(49) + "nan\n");
    assertThatThrownBy(() -> DatasetLoader.load(request("miniboone", null)))
        .hasMessageContaining("line 2, column 50: expected a finite number, found 'nan'");
  }

  @Test
  void the_parts_train_on_nine_tenths_of_the_validation_part() throws IOException {
    DataRequest request =
        new DataRequest(
            "miniboone-parts",
            Optional.of(RealData.folder()),
            ColumnSelection.ALL,
            Optional.empty(),
            0);
    Table validation = NpyReader.read(RealData.file("miniboone/val.npy"));
    RealData.file("miniboone/test.npy");
    TabularDataset data = DatasetLoader.load(request);
    assertThat(data.columns()).hasSize(43);
    assertThat(data.train().rows()).isEqualTo(2956);
    assertThat(data.validation().rows()).isEqualTo(328);
    assertThat(data.test().rows()).isEqualTo(3648);
    assertThat(data.train().value(0, 0)).isEqualTo(validation.value(0, 0));
    assertThat(data.validation().value(0, 5)).isEqualTo(validation.value(2956, 5));
    assertThat(data.provenance().files()).hasSize(2);
  }

  @Test
  void the_parts_have_a_split_of_their_own() {
    assertThatThrownBy(() -> DatasetLoader.load(request("miniboone-parts", SplitRule.PAPER)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("miniboone-parts comes in parts; use --split official, not paper");
  }

  @Test
  void missing_parts_are_named() {
    assertThatThrownBy(() -> DatasetLoader.load(request("miniboone-parts", null)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(folder.resolve("miniboone/val.npy").toString());
  }
}
