package org.mollify.server.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.bundle.BundleManifest.Column;
import org.mollify.runtime.bundle.BundleManifest.Imputation;

class CsvBodyTest {
  private static final Column FILLED = new Column("x", "real", null, new Imputation("mean", 3));

  @Test
  void an_empty_line_of_a_table_of_one_column_is_a_row_whose_value_is_missing() {
    assertThat(read("x\n1\n\n3\n", FILLED)).containsExactly(1, Double.NaN, 3);
    assertThat(read("x\r\n\r\n\"\"\r\n3", FILLED)).containsExactly(Double.NaN, Double.NaN, 3);
    assertThat(read("x\n1\n\n", FILLED)).containsExactly(1, Double.NaN);
    assertThat(read("\uFEFF\n\nx\n1\n", FILLED)).containsExactly(1);
    assertThatThrownBy(() -> read("x\n1\n\n3\n", new Column("x", "real")))
        .hasMessageStartingWith("rows[1][0] (column \"x\") is missing")
        .hasMessageEndingWith("(line 3)");
  }

  @Test
  void empty_lines_of_a_wider_table_are_no_rows() {
    assertThat(read("\nx,y\n\n1,2\n\n3,4\n\n", FILLED, new Column("y", "real")))
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void text_that_is_not_utf8_is_refused_wherever_it_is() {
    byte[] body = ("x\n" + "1\n".repeat(50_000) + "\u00e9").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(body, FILLED)).hasMessage("the body is not text in UTF-8");
  }

  @Test
  void a_cell_without_end_is_not_collected() {
    assertThatThrownBy(() -> read("x\n" + "1".repeat(3 << 20), FILLED))
        .hasMessageStartingWith("not well-formed CSV");
  }

  private static double[] read(String body, Column... columns) {
    return read(body.getBytes(StandardCharsets.UTF_8), columns);
  }

  private static double[] read(byte[] body, Column... columns) {
    List<Long> shape = List.of((long) columns.length);
    return RowReader.read(
        new RowReader.Body(Format.CSV, null, body),
        new BundleManifest.Data("vector", shape, "float64", List.of(columns), null),
        100_000,
        100_000,
        bytes -> {});
  }
}
