package org.mollify.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mollify.trainer.data.NpyBytes.bytes;
import static org.mollify.trainer.data.NpyBytes.doubles;
import static org.mollify.trainer.data.NpyBytes.file;
import static org.mollify.trainer.data.NpyBytes.raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.models.DataSpec.ColumnType;

class NpyReaderTest {
  @TempDir Path folder;

  private Table read(byte[] content) throws IOException {
    Path path = folder.resolve("data.npy");
    Files.write(path, content);
    return NpyReader.read(path);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void each_format_version_is_read(int version) throws IOException {
    Table table = read(file(version, "<f8", false, "(2, 3)", doubles(1, 2, 3, 4, 5, 6)));

    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.columnNames()).containsExactly("c0", "c1", "c2");
    assertThat(table.values()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void fortran_order_is_turned_into_rows() throws IOException {
    Table table = read(file("<f8", true, "(2, 3)", doubles(1, 4, 2, 5, 3, 6)));

    assertThat(table.values()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void one_axis_is_one_column() throws IOException {
    Table table = read(file("<f8", false, "(3,)", doubles(1, 2, 3)));

    assertThat(table.rows()).isEqualTo(3);
    assertThat(table.columnNames()).containsExactly("c0");
  }

  static Arguments[] element_types() {
    return new Arguments[] {
      Arguments.of("<f4", bytes(0, 0, 0x20, 0x40), 2.5, ColumnType.REAL),
      Arguments.of(">f4", bytes(0x40, 0x20, 0, 0), 2.5, ColumnType.REAL),
      Arguments.of(">f8", ByteBuffer.allocate(8).putDouble(-0.1).array(), -0.1, ColumnType.REAL),
      Arguments.of("<f2", bytes(0x55, 0x35), 0.333251953125, ColumnType.REAL),
      Arguments.of(">f2", bytes(0xC0, 0x00), -2, ColumnType.REAL),
      Arguments.of("<f2", bytes(0x01, 0x00), 0x1p-24, ColumnType.REAL),
      Arguments.of("|i1", bytes(0xFE), -2, ColumnType.INTEGER),
      Arguments.of("<i2", bytes(0xFE, 0xFF), -2, ColumnType.INTEGER),
      Arguments.of(">i4", bytes(0xFF, 0xFF, 0xFF, 0xFE), -2, ColumnType.INTEGER),
      Arguments.of("<i8", bytes(0, 0, 0, 0, 0, 1, 0, 0), 0x1p40, ColumnType.INTEGER),
      Arguments.of("<i8", bytes(0, 0, 0, 0, 0, 0, 0, 0x80), -0x1p63, ColumnType.REAL),
      Arguments.of("|u1", bytes(0xFE), 254, ColumnType.INTEGER),
      Arguments.of(">u2", bytes(0xFF, 0xFE), 65534, ColumnType.INTEGER),
      Arguments.of("<u4", bytes(0xFE, 0xFF, 0xFF, 0xFF), 4294967294.0, ColumnType.INTEGER),
      Arguments.of("<u8", bytes(0, 0, 0, 0, 0, 0, 0, 0x80), 0x1p63, ColumnType.REAL),
      Arguments.of("|b1", bytes(1), 1, ColumnType.INTEGER),
    };
  }

  @ParameterizedTest
  @MethodSource("element_types")
  void each_element_type_is_read(String descr, byte[] data, double value, ColumnType type)
      throws IOException {
    Table table = read(file(descr, false, "(1, 1)", data));

    assertThat(table.values()).containsExactly(value);
    assertThat(table.columns().get(0).type()).isEqualTo(type);
  }

  @Test
  void an_array_larger_than_one_chunk_is_read_whole() throws IOException {
    double[] values = new double[30_000];
    Arrays.setAll(values, i -> i * 0.5);

    assertThat(read(file("<f8", false, "(10000, 3)", doubles(values))).values())
        .containsExactly(values);
  }

  static Arguments[] bad_files() {
    byte[] one = doubles(1);
    return new Arguments[] {
      Arguments.of(new byte[0], "is not a NumPy array file"),
      Arguments.of("a,b\n1,2\n".getBytes(), "is not a NumPy array file"),
      Arguments.of(
          Arrays.copyOf(file("<f8", false, "(1,)", one), 9), "is cut off inside its header"),
      Arguments.of(
          Arrays.copyOf(file("<f8", false, "(1,)", one), 40), "is cut off inside its header"),
      Arguments.of(
          file("<f8", false, "(2, 2)", doubles(1, 2, 3)), "is cut off: it holds 3 of 4 values"),
      Arguments.of(file(9, "<f8", false, "(1,)", one), "has .npy format version 9"),
      Arguments.of(file("<f8", false, "()", one), "has shape ()"),
      Arguments.of(file("<f8", false, "(1, 1, 1)", one), "has shape (1, 1, 1); expected rows x"),
      Arguments.of(file("<f8", false, "(0, 4)", one), "is empty: its shape is (0, 4)"),
      Arguments.of(file("<f8", false, "(4, 0)", one), "is empty: its shape is (4, 0)"),
      Arguments.of(file("<f8", false, "(9999999999, 9)", one), "is too large to be held"),
      Arguments.of(file("<f8", false, "(-1, 9)", one), "is damaged"),
      Arguments.of(file("|O", false, "(1,)", one), "holds Python objects (pickled) (|O)"),
      Arguments.of(file("<U3", false, "(1,)", one), "holds text (<U3)"),
      Arguments.of(file("<c16", false, "(1,)", one), "holds complex numbers (<c16)"),
      Arguments.of(file("<M8[ns]", false, "(1,)", one), "holds dates or durations"),
      Arguments.of(file("<f16", false, "(1,)", one), "has element type '<f16'"),
      Arguments.of(
          raw(1, "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", one),
          "holds records of named fields"),
      Arguments.of(raw(1, "{'descr': '<f8', }", one), "lacks descr, fortran_order or shape"),
      Arguments.of(
          file("<f8", false, "(2, 2)", doubles(1, 2, 3, Double.NaN)),
          ", row 2, column c1 is missing (NaN)"),
      Arguments.of(
          file("<f8", true, "(2, 2)", doubles(1, 2, Double.NEGATIVE_INFINITY, 4)),
          ", row 1, column c1 is infinite"),
    };
  }

  @ParameterizedTest
  @MethodSource("bad_files")
  void a_bad_file_gets_one_line_that_says_what(byte[] content, String message) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(folder.resolve("data.npy").toString())
        .message()
        .contains(message)
        .doesNotContain("\n");
  }
}
