package org.mollify.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnSelectionTest {
  private static final List<String> HEADER = List.of("alpha", "beta", "gamma");

  private static int[] positions(String columns, String drop, String target) {
    return ColumnSelection.parse(columns, drop, target).positions(HEADER, "data.csv");
  }

  @Test
  void columns_are_kept_dropped_and_set_aside() {
    assertThat(positions(null, null, null)).containsExactly(0, 1, 2);
    assertThat(positions("gamma, alpha", null, null)).containsExactly(2, 0);
    assertThat(positions(null, "beta", null)).containsExactly(0, 2);
    assertThat(positions(null, "beta", "alpha")).containsExactly(2);
  }

  @Test
  void an_unknown_column_is_answered_with_the_nearest_and_the_list() {
    assertThatThrownBy(() -> positions("alpa", null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "data.csv has no column 'alpa' (--columns); did you mean 'alpha'? Columns: alpha, beta,"
                + " gamma");
    assertThatThrownBy(() -> positions(null, "telescope", null))
        .hasMessage("data.csv has no column 'telescope' (--drop); columns: alpha, beta, gamma");
    assertThatThrownBy(() -> positions(null, null, "Beta"))
        .hasMessageContaining("no column 'Beta' (--target); did you mean 'beta'?");
  }

  @Test
  void leaving_out_everything_is_refused() {
    assertThatThrownBy(() -> positions(null, "alpha,beta", "gamma"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("data.csv: no column is left; --drop and --target leave out all 3");
  }

  @Test
  void contradictions_are_refused() {
    assertThatThrownBy(() -> ColumnSelection.parse("a,a", null, null))
        .hasMessage("--columns names 'a' twice");
    assertThatThrownBy(() -> ColumnSelection.parse("a,b", "b", null))
        .hasMessageContaining("'b' is in both --columns and --drop");
    assertThatThrownBy(() -> ColumnSelection.parse("a,b", null, "b"))
        .hasMessageContaining("'b' is in --columns and is the --target");
    assertThatThrownBy(() -> ColumnSelection.parse("a,,b", null, null))
        .hasMessage("--columns needs column names with commas between them, not 'a,,b'");
  }
}
