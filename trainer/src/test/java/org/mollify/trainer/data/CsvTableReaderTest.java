package org.mollify.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;

class CsvTableReaderTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name_the_file() {
    file = folder.resolve("data.csv");
  }

  private Table read(String text) throws IOException {
    return read(text, ColumnSelection.ALL);
  }

  private Table read(String text, ColumnSelection selection) throws IOException {
    Files.writeString(file, text);
    return CsvTableReader.read(file, selection);
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "|"})
  void each_delimiter_is_found(String delimiter) throws IOException {
    Table table = read("a,b,c\n1,2.5,-3e2\n4,5.5,6\n".replace(",", delimiter));

    assertThat(table.columnNames()).containsExactly("a", "b", "c");
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.values()).containsExactly(1, 2.5, -300, 4, 5.5, 6);
  }

  @Test
  void whole_and_real_columns_are_told_apart_by_how_they_are_written() throws IOException {
    Table table = read("whole,point,exponent,huge\n1,1.0,1e3,1\n-2,2.0,2,9007199254740993\n");

    assertThat(table.columns())
        .extracting(Column::type)
        .containsExactly(ColumnType.INTEGER, ColumnType.REAL, ColumnType.REAL, ColumnType.REAL);
  }

  @Test
  void quotes_byte_order_mark_windows_line_ends_and_blank_lines_are_read() throws IOException {
    Table table = read("\uFEFF\"a, first\",\"b\"\r\n\"1\", 2 \r\n3,4\r\n\r\n");

    assertThat(table.columnNames()).containsExactly("a, first", "b");
    assertThat(table.values()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void a_last_line_without_line_end_counts() throws IOException {
    assertThat(read("a\n1\n2").values()).containsExactly(1, 2);
  }

  @Test
  void utf_16_with_a_byte_order_mark_is_read() throws IOException {
    Files.writeString(file, "größe\tb\n1\t2\n", StandardCharsets.UTF_16);

    assertThat(CsvTableReader.read(file, ColumnSelection.ALL).columnNames())
        .containsExactly("größe", "b");
  }

  @Test
  void a_text_column_may_be_left_out() throws IOException {
    Table table = read("id,a,kind\nr1,1,x\nr2,2,y\n", ColumnSelection.parse(null, "id", "kind"));

    assertThat(table.columnNames()).containsExactly("a");
    assertThat(table.values()).containsExactly(1, 2);
    assertThat(table.labels()).isEmpty();
  }

  @Test
  void a_numeric_target_becomes_the_labels() throws IOException {
    Table table = read("a,y\n1,0\n2,1\n", ColumnSelection.parse(null, null, "y"));

    assertThat(table.columnNames()).containsExactly("a");
    assertThat(table.labels()).contains(new double[] {0, 1});
  }

  @Test
  void selected_columns_come_in_the_order_asked_for() throws IOException {
    Table table = read("a,b,c\n1,2,3\n", ColumnSelection.parse("c,a", null, null));

    assertThat(table.columnNames()).containsExactly("c", "a");
    assertThat(table.values()).containsExactly(3, 1);
  }

  @Test
  void a_hundred_thousand_rows_grow_the_array_as_needed() throws IOException {
    StringBuilder text = new StringBuilder("a,b\n");
    for (int i = 0; i < 100_000; i++) {
      text.append(i).append(',').append(i / 2.0).append('\n');
    }
    Table table = read(text.toString());

    assertThat(table.rows()).isEqualTo(100_000);
    assertThat(table.value(99_999, 1)).isEqualTo(49_999.5);
  }

  static Arguments[] bad_files() {
    return new Arguments[] {
      bad("", "is empty; expected a header line and rows"),
      bad("\n\n", "is empty; expected a header line and rows"),
      bad("a,b\n", "has a header line and no rows"),
      bad("1,2\n3,4\n", "line 1: expected a header with column names, found only numbers (1, 2)"),
      bad("a,a\n1,2\n", "line 1: two columns are called 'a'"),
      bad(",a\n0,1\n", "line 1: column 1 has no name; name it (pandas: to_csv(index=False))"),
      bad("a,b\n1,2\n3\n", "line 3: expected 2 cells as in the header, found 1"),
      bad("a,b\n1,2\n3,4,5\n", "line 3: expected 2 cells as in the header, found 3"),
      bad("a,b\n1,two\n", "line 2: column 'b' is the text 'two', not a number"),
      bad("a,b\n1,2\n\n3,\n", "line 4: column 'b' is missing; fill it in or remove the row"),
      bad("a,b\n1,NaN\n", "line 2: column 'b' is missing ('NaN')"),
      bad("a,b\n1,NA\n", "line 2: column 'b' is missing ('NA')"),
      bad("a,b\n1,?\n", "line 2: column 'b' is missing ('?')"),
      bad("a,b\n-inf,2\n", "line 2: column 'a' is infinite ('-inf')"),
      bad("a,b\n1e999,2\n", "line 2: column 'a' is infinite ('1e999')"),
      bad("a,b\nInfinity,2\n", "line 2: column 'a' is infinite ('Infinity')"),
      bad("a;b\n1,5;2\n", "line 2: column 'a' is '1,5', written with a decimal comma"),
      bad("a,b\n1f,2\n", "line 2: column 'a' is the text '1f'"),
      bad("a,b\n0x1p3,2\n", "line 2: column 'a' is the text '0x1p3'"),
      bad("a,b\n1,\"2\n3,4\n", "line 2: column 'b' runs over the end of its line; is a quote"),
    };
  }

  private static Arguments bad(String text, String message) {
    return Arguments.of(text, message);
  }

  @ParameterizedTest
  @MethodSource("bad_files")
  void a_bad_file_gets_one_line_that_says_where(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidDataException.class)
        .message()
        .startsWith(file.toString())
        .contains(message)
        .doesNotContain("\n");
  }

  @Test
  void a_file_of_another_kind_is_recognised() throws IOException {
    assertKind(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'}, "is a NumPy array; write npy:");
    assertKind(new byte[] {'P', 'K', 3, 4, 0}, "is a zip file; write npz:");
    assertKind(new byte[] {0x1F, (byte) 0x8B, 8, 0}, "is compressed with gzip; unpack it first");
    assertKind("PAR1".getBytes(StandardCharsets.US_ASCII), "is a Parquet file");
    assertKind("größe\n1\n".getBytes(Charset.forName("ISO-8859-1")), "is not UTF-8 text");
  }

  private void assertKind(byte[] bytes, String message) throws IOException {
    Files.write(file, bytes);
    assertThatThrownBy(() -> CsvTableReader.read(file, ColumnSelection.ALL))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(file.toString());
  }

  @Test
  void a_missing_file_and_a_folder_are_named() {
    assertThatThrownBy(() -> CsvTableReader.read(file, ColumnSelection.ALL))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("there is no file " + file);
    assertThatThrownBy(() -> CsvTableReader.read(folder, ColumnSelection.ALL))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(folder + " is a folder; name a file in it");
  }
}
