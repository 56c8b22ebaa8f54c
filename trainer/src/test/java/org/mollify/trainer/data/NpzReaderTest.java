package org.mollify.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mollify.trainer.data.NpyBytes.bytes;
import static org.mollify.trainer.data.NpyBytes.doubles;
import static org.mollify.trainer.data.NpyBytes.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzReaderTest {
  private static final byte[] TWO_ROWS = file("<f8", false, "(2, 2)", doubles(1, 2, 3, 4));
  private static final byte[] TWO_LABELS = file("|u1", false, "(2,)", bytes(0, 1));

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  private Table read(int method, Map<String, byte[]> entries) throws IOException {
    Path path = folder.resolve("data.npz");
    try (OutputStream out = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry zipEntry = new ZipEntry(entry.getKey());
        zipEntry.setMethod(method);
        zipEntry.setSize(entry.getValue().length);
        CRC32 crc = new CRC32();
        crc.update(entry.getValue());
        zipEntry.setCrc(crc.getValue());
        zip.putNextEntry(zipEntry);
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return NpzReader.read(path, warnings);
  }

  @ParameterizedTest
  @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
  void stored_and_compressed_archives_are_read_with_their_labels(int method) throws IOException {
    Table table =
        read(method, Map.of("X.npy", TWO_ROWS, "y.npy", TWO_LABELS, "notes.txt", bytes(1)));

    assertThat(table.values()).containsExactly(1, 2, 3, 4);
    assertThat(table.labels()).contains(new double[] {0, 1});
    assertThat(warnings).isEmpty();
  }

  @Test
  void the_only_array_is_taken_whatever_its_name() throws IOException {
    assertThat(read(ZipEntry.DEFLATED, Map.of("y.npy", TWO_ROWS)).rows()).isEqualTo(2);
    assertThat(read(ZipEntry.DEFLATED, Map.of("arr_0.npy", TWO_ROWS, "y.npy", TWO_LABELS)).labels())
        .isPresent();
  }

  @Test
  void labels_that_do_not_fit_are_ignored_with_a_warning() throws IOException {
    Table table =
        read(
            ZipEntry.DEFLATED,
            Map.of("X.npy", TWO_ROWS, "y.npy", file("|u1", false, "(3,)", bytes(0, 1, 1))));

    assertThat(table.labels()).isEmpty();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("the array y has 3 x 1 values, not one number for each of 2 rows");
  }

  @Test
  void several_arrays_without_an_x_are_listed() {
    assertThatThrownBy(() -> read(ZipEntry.DEFLATED, Map.of("b.npy", TWO_ROWS, "a.npy", TWO_ROWS)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("holds the arrays a, b; expected one called X");
  }

  @Test
  void an_archive_without_arrays_and_a_file_that_is_none_are_refused() throws IOException {
    assertThatThrownBy(() -> read(ZipEntry.DEFLATED, Map.of("a.txt", bytes(1))))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("holds no .npy array");
    Path text = Files.writeString(folder.resolve("text.npz"), "a,b\n1,2\n");
    assertThatThrownBy(() -> NpzReader.read(text, warnings))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("is not a NumPy .npz archive, or is damaged");
  }

  @Test
  void a_bad_array_is_named_inside_its_archive() {
    assertThatThrownBy(
            () ->
                read(
                    ZipEntry.DEFLATED,
                    Map.of("X.npy", file("<f8", false, "(1, 1)", doubles(Double.NaN)))))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("data.npz (array X), row 1, column c0 is missing (NaN)");
  }
}
