package org.mollify.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CsvRowsTest {

  @Test
  void cells_that_need_quotes_get_them() throws IOException {
    StringBuilder text = new StringBuilder();
    CsvRows csv = new CsvRows(text, List.of("plain", "with, comma", "with \"quote\"", " space"));
    csv.row(1, 0.5, Double.NEGATIVE_INFINITY, 1.6e9);
    csv.row(List.of("a", "line\nbreak", "", "b"));
    assertThat(text.toString())
        .isEqualTo(
            """
            plain,"with, comma","with ""quote""\"," space"
            1,0.5,-Infinity,1600000000
            a,"line
            break",,b
            """);
  }

  @Property
  void every_number_reads_back_to_the_same_bits(@ForAll double value) {
    double read = Double.parseDouble(CsvRows.number(value));
    assertThat(Double.doubleToLongBits(read)).isEqualTo(Double.doubleToLongBits(value));
  }

  @Test
  void the_sign_of_zero_is_kept() {
    assertThat(CsvRows.number(-0.0)).isEqualTo("-0.0");
    assertThat(CsvRows.number(0.0)).isEqualTo("0");
  }

  @Test
  void a_row_of_another_width_is_refused() throws IOException {
    CsvRows csv = new CsvRows(new StringBuilder(), List.of("a", "b"));
    assertThatThrownBy(() -> csv.row(1)).hasMessage("a row has 1 cells, the header has 2 columns");
  }
}
