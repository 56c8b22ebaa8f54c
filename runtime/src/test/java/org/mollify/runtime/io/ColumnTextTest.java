package org.mollify.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.bundle.BundleManifest.Imputation;

class ColumnTextTest {

  private static final Column COLOR =
      new Column("color", "categorical", List.of("red", "1", "deep, red"), null);
  private static final Column COUNT =
      new Column("count", "integer", null, new Imputation("median", 3));
  private static final Column WEIGHT = new Column("weight", "real");

  @Test
  void what_is_written_reads_back() {
    for (int code = 0; code < 3; code++) {
      assertThat(ColumnText.parse(COLOR, ColumnText.format(COLOR, code))).isEqualTo(code);
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      double real = random.nextDouble(-1e6, 1e6);
      assertThat(ColumnText.parse(WEIGHT, ColumnText.format(WEIGHT, real))).isEqualTo(real);
      double whole = Math.rint(real);
      assertThat(ColumnText.format(COUNT, whole)).matches("-?\\d+");
      assertThat(ColumnText.parse(COUNT, ColumnText.format(COUNT, whole))).isEqualTo(whole);
    }
  }

  @Test
  void a_number_has_decimal_digits_a_point_and_an_exponent() {
    for (String text : List.of("1", "-1.5e-3", "+2", ".5", "5.", "1E5", "NaN", "-Infinity")) {
      assertThat(ColumnText.parse(WEIGHT, text)).as(text).isEqualTo(Double.valueOf(text));
    }
    for (String text :
        List.of(
            "1d", "1F", "0x1p3", "2\0", "\0", " 1", "1e", "e5", ".", "", "+", "--1", "\u0663")) {
      assertThatThrownBy(() -> ColumnText.parse(WEIGHT, text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("is \"" + text + "\"; expected a number");
    }
  }

  @Test
  void a_number_that_is_a_label_is_read_as_the_label() {
    assertThat(ColumnText.parse(COLOR, "1")).isEqualTo(1);
    assertThatThrownBy(() -> ColumnText.parse(COLOR, "0"))
        .hasMessage("is \"0\", which is no category of the model; known: red, 1, deep, red");
  }

  @Test
  void a_code_that_overflowed_is_written_as_a_number() {
    assertThat(ColumnText.format(COLOR, Double.NaN)).isEqualTo("NaN");
    assertThat(ColumnText.isLabel(COLOR, 3)).isFalse();
    assertThat(ColumnText.isLabel(COLOR, 0.5)).isFalse();
    assertThat(ColumnText.isLabel(WEIGHT, 0)).isFalse();
  }

  @Test
  void only_a_column_with_a_replacement_may_miss_a_value() {
    assertThat(ColumnText.missing(COUNT)).isNaN();
    assertThatThrownBy(() -> ColumnText.missing(WEIGHT))
        .hasMessageContaining("is missing, and the model was trained without replacements");
    assertThat(ColumnText.countMissing(new double[][] {{1, Double.NaN}, {Double.NaN, 2}}))
        .isEqualTo(2);
  }
}
