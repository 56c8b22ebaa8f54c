package org.mollify.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;

class DatasetLoaderTest {
  @TempDir Path folder;

  private static DataRequest request(String spec, ColumnSelection selection, SplitRule rule) {
    return new DataRequest(spec, Optional.empty(), selection, Optional.ofNullable(rule), 11);
  }

  private String csv(int rows, String header, IntFunction<String> row) throws IOException {
    StringBuilder text = new StringBuilder(header).append('\n');
    for (int i = 0; i < rows; i++) {
      text.append(row.apply(i)).append('\n');
    }
    Path file = folder.resolve("rows.csv");
    Files.writeString(file, text);
    return "csv:" + file;
  }

  @Test
  void a_file_is_split_by_seed_and_described() throws IOException {
    String spec = csv(50, "a,b", i -> i + "," + i / 4.0);
    TabularDataset data = DatasetLoader.load(request(spec, ColumnSelection.ALL, null));

    assertThat(data.name()).isEqualTo("rows.csv");
    assertThat(data.columns())
        .containsExactly(new Column("a", ColumnType.INTEGER), new Column("b", ColumnType.REAL));
    assertThat(data.train().rows()).isEqualTo(40);
    assertThat(data.validation().rows()).isEqualTo(5);
    assertThat(data.test().rows()).isEqualTo(5);
    for (double[] row : data.test().toRows()) {
      assertThat(row[1]).isEqualTo(row[0] / 4);
    }
    DataProvenance provenance = data.provenance();
    assertThat(provenance.data()).isEqualTo("csv:rows.csv");
    assertThat(provenance.split()).isEqualTo("seeded");
    assertThat(provenance.splitSeed()).isEqualTo(11);
    assertThat(provenance.trainRows()).isEqualTo(40);
    assertThat(provenance.files()).hasSize(1);
    assertThat(provenance.files().get(0).sha256()).matches("[0-9a-f]{64}");
    assertThat(provenance.warnings()).isEmpty();
  }

  @Test
  void the_sha256_is_that_of_the_bytes() throws IOException {
    Path abc = Files.writeString(folder.resolve("abc"), "abc");

    assertThat(FileDigest.sha256(abc))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void provenance_survives_json() throws IOException {
    String spec = csv(20, "a,b", i -> i + ",7");
    DataProvenance provenance =
        DatasetLoader.load(request(spec, ColumnSelection.ALL, null)).provenance();
    ObjectMapper json = new ObjectMapper();

    assertThat(json.readValue(json.writeValueAsString(provenance), DataProvenance.class))
        .isEqualTo(provenance);
  }

  @Test
  void a_constant_column_is_dropped_with_a_warning() throws IOException {
    String spec = csv(20, "a,seven,b", i -> i + ",7," + i * i);
    TabularDataset data = DatasetLoader.load(request(spec, ColumnSelection.ALL, null));

    assertThat(data.columnNames()).containsExactly("a", "b");
    assertThat(data.train().columns()).isEqualTo(2);
    assertThat(data.provenance().droppedConstant()).containsExactly("seven");
    assertThat(data.provenance().warnings())
        .containsExactly("column 'seven' holds a single value on the rows to train on; dropped");
  }

  @Test
  void a_column_that_varies_in_the_test_rows_only_is_constant() throws IOException {
    String spec = csv(20, "a,b", i -> i + "," + (i >= 18 ? i : 0));
    TabularDataset data = DatasetLoader.load(request(spec, ColumnSelection.ALL, SplitRule.PAPER));

    assertThat(data.provenance().droppedConstant()).containsExactly("b");
  }

  @Test
  void a_table_of_constants_is_refused() throws IOException {
    String spec = csv(20, "a,b", i -> "1,2");

    assertThatThrownBy(() -> DatasetLoader.load(request(spec, ColumnSelection.ALL, null)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("every column holds a single value");
  }

  @Test
  void one_column_is_enough_for_the_data_side() throws IOException {
    String spec = csv(20, "a,b", i -> i + ",x");

    assertThat(
            DatasetLoader.load(request(spec, ColumnSelection.parse("a", null, null), null))
                .columnNames())
        .containsExactly("a");
  }

  @Test
  void repeated_rows_are_left_as_they_are() throws IOException {
    String spec = csv(40, "a,b", i -> i % 2 + ",1." + i % 2);

    assertThat(DatasetLoader.load(request(spec, ColumnSelection.ALL, null)).train().rows())
        .isEqualTo(32);
  }

  @Test
  void a_file_has_no_official_split() throws IOException {
    String spec = csv(20, "a,b", i -> i + "," + i);

    assertThatThrownBy(
            () -> DatasetLoader.load(request(spec, ColumnSelection.ALL, SplitRule.OFFICIAL)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "rows.csv is one file without train, validation and test parts of its own; use --split"
                + " paper, --split seeded, or --split anomaly where rows are labelled");
  }

  @Test
  void labels_follow_their_rows_into_the_parts() throws IOException {
    String spec = csv(30, "a,y", i -> i + "," + i % 3);
    TabularDataset data =
        DatasetLoader.load(request(spec, ColumnSelection.parse(null, null, "y"), null));

    assertThat(data.columnNames()).containsExactly("a");
    for (RowBlock part : List.of(data.train(), data.validation(), data.test())) {
      double[] labels = part.labels().orElseThrow();
      for (int row = 0; row < part.rows(); row++) {
        assertThat(labels[row]).isEqualTo(part.value(row, 0) % 3);
      }
    }
  }

  @Test
  void a_missing_named_set_says_which_file_where_from_and_where_to() {
    DataRequest request =
        new DataRequest("redwine", Optional.of(folder), ColumnSelection.ALL, Optional.empty(), 0);

    assertThatThrownBy(() -> DatasetLoader.load(request))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "redwine needs the file "
                + folder.resolve("uci/winequality-red.csv")
                + ", which is not there: get it from the UCI Machine Learning Repository, Wine"
                + " Quality (data set 186), and put it there");
    assertThatThrownBy(() -> UciTable.PARKINSONS.locate(null, "parkinsons"))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("uci/parkinsons_updrs.data in a data folder")
        .hasMessageContaining("Parkinsons Telemonitoring (data set 189)")
        .hasMessageContaining("--data-dir or MOLLIFY_DATA");
  }

  @ParameterizedTest
  @CsvSource({
    "redwine, 11, 1296, 144, 159",
    "whitewine, 11, 3969, 440, 489",
    "parkinsons, 15, 4760, 528, 587"
  })
  void the_uci_tables_have_the_papers_columns_and_rows(
      String name, int columns, int train, int validation, int test) throws IOException {
    DataRequest request =
        new DataRequest(
            name, Optional.of(RealData.folder()), ColumnSelection.ALL, Optional.empty(), 0);
    TabularDataset data = DatasetLoader.load(request);

    assertThat(data.columns()).hasSize(columns);
    assertThat(data.train().rows()).isEqualTo(train);
    assertThat(data.validation().rows()).isEqualTo(validation);
    assertThat(data.test().rows()).isEqualTo(test);
    assertThat(data.provenance().split()).isEqualTo("paper");
    assertThat(data.provenance().warnings()).isEmpty();
  }

  @Test
  void the_first_rows_are_those_of_the_files() throws IOException {
    Path folder = RealData.folder();
    TabularDataset red =
        DatasetLoader.load(
            new DataRequest(
                "redwine", Optional.of(folder), ColumnSelection.ALL, Optional.empty(), 0));
    assertThat(red.train().row(0))
        .containsExactly(7.4, 0.7, 0, 1.9, 0.076, 11, 34, 0.9978, 3.51, 0.56, 9.4);
    TabularDataset parkinsons =
        DatasetLoader.load(
            new DataRequest(
                "parkinsons", Optional.of(folder), ColumnSelection.ALL, Optional.empty(), 0));
    assertThat(parkinsons.train().row(0))
        .containsExactly(
            5.6431, 28.199, 34.398, 3.38e-005, 0.00317, 0.01204, 0.23, 0.01309, 0.01662, 0.04314,
            0.01429, 21.64, 0.41888, 0.54842, 0.16006);
  }

  @ParameterizedTest
  @CsvSource({
    "28_pendigits, 6870, 16, REAL, 156",
    "30_satellite, 6435, 36, INTEGER, 2036",
    "32_shuttle, 49097, 9, INTEGER, 3511",
    "38_thyroid, 3772, 6, REAL, 93",
    "4_breastw, 683, 9, INTEGER, 239",
    "6_cardio, 1831, 21, REAL, 176"
  })
  void the_labelled_anomaly_sets_are_read(
      String name, int rows, int columns, ColumnType type, int anomalies) throws IOException {
    Path file = RealData.file("anomaly/" + name + ".npz");
    Table table = NpzReader.read(file, new ArrayList<>());

    assertThat(table.rows()).isEqualTo(rows);
    assertThat(table.columns()).hasSize(columns).allMatch(column -> column.type() == type);
    double[] labels = table.labels().orElseThrow();
    assertThat(Arrays.stream(labels).sum()).isEqualTo(anomalies);
  }

  @Test
  void miniboones_arrays_are_read() throws IOException {
    TabularDataset data =
        DatasetLoader.load(
            request("npy:" + RealData.file("miniboone/val.npy"), ColumnSelection.ALL, null));

    assertThat(data.columns()).hasSize(43);
    assertThat(data.train().rows()).isEqualTo(3284 - 2 * 328);
  }
}
