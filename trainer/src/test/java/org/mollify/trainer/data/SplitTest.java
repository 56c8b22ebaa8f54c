package org.mollify.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
  @ParameterizedTest
  @CsvSource({"1599, 1296, 144, 159", "4898, 3969, 440, 489", "5875, 4760, 528, 587"})
  void the_papers_split_has_its_authors_sizes(int rows, int train, int validation, int test)
      throws InvalidDataException {
    Split split = Split.of(SplitRule.PAPER, rows, 0, "data");

    assertThat(split.train()).hasSize(train);
    assertThat(split.validation()).hasSize(validation);
    assertThat(split.test()).hasSize(test);
  }

  @Test
  void the_papers_split_keeps_file_order() throws InvalidDataException {
    Split split = Split.of(SplitRule.PAPER, 20, 5, "data");

    assertThat(split.train()).containsExactly(IntStream.range(0, 17).toArray());
    assertThat(split.validation()).containsExactly(17);
    assertThat(split.test()).containsExactly(18, 19);
  }

  @Test
  void a_seed_names_one_permutation() throws InvalidDataException {
    Split split = Split.of(SplitRule.SEEDED, 1000, 7, "data");

    assertThat(split.train()).hasSize(800).isNotEqualTo(IntStream.range(0, 800).toArray());
    assertThat(split.validation()).hasSize(100);
    assertThat(split.test()).hasSize(100);
    assertThat(Split.of(SplitRule.SEEDED, 1000, 7, "data").test()).isEqualTo(split.test());
    assertThat(Split.of(SplitRule.SEEDED, 1000, 8, "data").test()).isNotEqualTo(split.test());
  }

  @Property
  boolean every_row_is_in_exactly_one_part(
      @ForAll @IntRange(min = 11, max = 3000) int rows, @ForAll long seed, @ForAll boolean seeded)
      throws InvalidDataException {
    Split split = Split.of(seeded ? SplitRule.SEEDED : SplitRule.PAPER, rows, seed, "data");
    int[] sorted =
        Stream.of(split.train(), split.validation(), split.test())
            .flatMapToInt(Arrays::stream)
            .sorted()
            .toArray();
    return Arrays.equals(sorted, IntStream.range(0, rows).toArray());
  }

  @Test
  void too_few_rows_are_refused_with_the_number_needed() throws InvalidDataException {
    assertThatThrownBy(() -> Split.of(SplitRule.SEEDED, 9, 0, "small.csv"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("small.csv has 9 rows; the seeded split needs at least 10");
    assertThatThrownBy(() -> Split.of(SplitRule.PAPER, 10, 0, "small.csv"))
        .hasMessage("small.csv has 10 rows; the paper split needs at least 11");
    assertThatThrownBy(() -> Split.of(SplitRule.PAPER, 1, 0, "small.csv"))
        .hasMessageContaining("has 1 row;");
    assertThat(Split.of(SplitRule.SEEDED, 10, 0, "small.csv").validation()).hasSize(1);
    assertThat(Split.of(SplitRule.PAPER, 11, 0, "small.csv").validation()).hasSize(1);
  }

  @Test
  void the_anomaly_split_learns_from_half_of_the_normal_rows_and_tests_all_others()
      throws InvalidDataException {
    double[] labels = new double[50];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 5 == 0 ? 1 : 0;
    }
    Split split = Split.ofNormal(labels, 3, "data");

    assertThat(split.train()).hasSize(18);
    assertThat(split.validation()).hasSize(2);
    assertThat(split.test()).hasSize(30).isSorted();
    assertThat(Arrays.stream(split.test()).filter(row -> labels[row] == 1)).hasSize(10);
    assertThat(
            Stream.of(split.train(), split.validation(), split.test())
                .flatMapToInt(Arrays::stream)
                .sorted())
        .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
    assertThat(Split.ofNormal(labels, 3, "data").train()).isEqualTo(split.train());
    assertThat(Split.ofNormal(labels, 4, "data").train()).isNotEqualTo(split.train());
  }

  @Test
  void the_anomaly_split_needs_normal_rows() {
    assertThatThrownBy(() -> Split.ofNormal(new double[] {1, 1, 0, 0, 0, 0, 0}, 0, "data"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "data has 5 rows with label 0, the normal ones; the anomaly split needs at least 6");
  }

  @Test
  void an_unknown_rule_is_answered_with_the_known_ones() {
    assertThat(SplitRule.parse("paper")).isEqualTo(SplitRule.PAPER);
    assertThatThrownBy(() -> SplitRule.parse("seedd"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown split 'seedd' (did you mean seeded?); expected one of paper, seeded, anomaly, official");
  }
}
