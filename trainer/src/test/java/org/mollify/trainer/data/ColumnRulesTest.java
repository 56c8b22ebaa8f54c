package org.mollify.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;
import org.mollify.models.DataSpec.Imputation;

class ColumnRulesTest {

  @TempDir Path folder;

  private static ColumnRules rules(String real, String integer, String categorical, String impute) {
    return new ColumnRules(
        real == null ? List.of() : List.of(real),
        integer == null ? List.of() : List.of(integer),
        categorical == null ? List.of() : List.of(categorical),
        Optional.ofNullable(impute).map(ImputationRule::parse),
        List.of());
  }

  private TabularDataset load(String text, ColumnRules rules) throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), text);
    return DatasetLoader.load(
        new DataRequest(
            "csv:" + file,
            Optional.empty(),
            ColumnSelection.ALL,
            Optional.of(SplitRule.PAPER),
            0,
            rules));
  }

  /** Twenty rows of a count, a label and a number. */
  private static String table() {
    StringBuilder text = new StringBuilder("n,label,x\n");
    for (int i = 0; i < 20; i++) {
      text.append(i % 3).append(i % 4 == 0 ? ",b" : ",a").append(',').append(i * 0.5).append('\n');
    }
    return text.toString();
  }

  @Test
  void text_becomes_codes_the_most_frequent_first() throws IOException {
    TabularDataset data = load(table(), ColumnRules.NONE);
    assertThat(data.columns())
        .containsExactly(
            new Column("n", ColumnType.INTEGER),
            new Column("label", ColumnType.CATEGORICAL, List.of("a", "b"), null),
            new Column("x", ColumnType.REAL));
    assertThat(data.train().value(0, 1)).isEqualTo(1);
    assertThat(data.train().value(1, 1)).isZero();
  }

  @Test
  void types_can_be_said() throws IOException {
    assertThat(load(table(), rules("n", null, null, null)).columns().get(0).type())
        .isEqualTo(ColumnType.REAL);
    assertThat(load(table(), rules(null, null, "n", null)).columns().get(0))
        .isEqualTo(new Column("n", ColumnType.CATEGORICAL, List.of("0", "1", "2"), null));
    String floats = table().replaceAll("(?m)^(\\d),", "$1.0,");
    assertThat(load(floats, ColumnRules.NONE).columns().get(0).type()).isEqualTo(ColumnType.REAL);
    assertThat(load(floats, rules(null, "n", null, null)).columns().get(0).type())
        .isEqualTo(ColumnType.INTEGER);
    assertThatThrownBy(() -> load(table(), rules(null, "x", null, null)))
        .hasMessageContaining("--integer names column 'x', whose row 2 holds 0.5");
    assertThatThrownBy(() -> load(table(), rules("y", null, null, null)))
        .hasMessageContaining("has no modelled column 'y' (--real)");
    assertThatThrownBy(() -> rules("n", "n", null, null))
        .hasMessage("'n' is named twice in --real, --integer and --categorical; choose one");
  }

  @Test
  void missing_values_are_refused_with_their_number_and_the_option() {
    String text =
        table().replace("\n0,b,6.0\n", "\n,b,6.0\n").replace("\n1,b,8.0\n", "\nNA,b,8.0\n");
    assertThatThrownBy(() -> load(text, ColumnRules.NONE))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(
            "data.csv: column 'n' is missing in 2 of 20 rows, first in row 13; fill it with --impute"
                + " median (or mean, mode)");
  }

  @Test
  void missing_values_are_replaced_by_what_the_other_rows_to_train_on_hold() throws IOException {
    String text = table().replace("\n1,b,8.0\n", "\n,,\n");
    TabularDataset data = load(text, rules(null, null, null, "mean"));
    assertThat(data.columns().get(0).imputation()).isEqualTo(new Imputation("mean", 1));
    assertThat(data.columns().get(1).imputation()).isEqualTo(new Imputation("mode", 0));
    double[] row = data.train().row(16 < data.train().rows() ? 16 : 0);
    assertThat(row).doesNotContain(Double.NaN);
    assertThat(data.provenance().warnings())
        .contains("column 'label': 1 missing value replaced with the mode, a");
    assertThat(load(text, rules(null, null, null, "median")).columns().get(2).imputation().value())
        .isEqualTo(4);
    assertThatThrownBy(() -> ImputationRule.parse("modus"))
        .hasMessage(
            "unknown imputation 'modus' (did you mean mode?); expected one of mean, median, mode");
  }

  @Test
  void a_file_is_read_with_the_labels_that_a_model_knows() throws IOException {
    List<Column> known =
        List.of(
            new Column("n", ColumnType.INTEGER),
            new Column("label", ColumnType.CATEGORICAL, List.of("b", "a"), null),
            new Column("x", ColumnType.REAL, List.of(), new Imputation("mean", -1)));
    TabularDataset data = load(table().replace(",b,0.0\n", ",b,\n"), ColumnRules.of(known));
    assertThat(data.columns()).isEqualTo(known);
    assertThat(data.train().row(0)).containsExactly(0, 0, -1);
    assertThatThrownBy(() -> load(table().replace("1,a,0.5", "1,c,0.5"), ColumnRules.of(known)))
        .hasMessageContaining(
            "line 3: column 'label' is 'c', which is no category of the model; known: b, a");
  }

  @Test
  void text_that_is_no_category_is_refused() {
    StringBuilder names = new StringBuilder("name,x\n");
    for (int i = 0; i < 300; i++) {
      names.append("person").append(i).append(',').append(i).append('\n');
    }
    assertThatThrownBy(() -> load(names.toString(), ColumnRules.NONE))
        .hasMessageContaining(
            "line 258: column 'name' holds more than 256 different texts, too many for categories");
    assertThatThrownBy(() -> load(table().replace("\n1,a,0.5", "\n1,a,oops"), ColumnRules.NONE))
        .hasMessageContaining(
            "line 3: column 'x' is the text 'oops', not a number; leave the column out with --drop,"
                + " or read it as labels with --categorical");
  }

  @Test
  void the_papers_tables_stay_real() throws IOException {
    Path uci = Files.createDirectories(folder.resolve("uci"));
    StringBuilder text = new StringBuilder(String.join(";", UciTable.REDWINE.columns()) + "\n");
    for (int i = 0; i < 30; i++) {
      text.append("1;2;3;4;5;6;7;8;9;10;".replaceAll("\\d+", "$0" + i)).append(i).append('\n');
    }
    Files.writeString(uci.resolve("winequality-red.csv"), text);
    TabularDataset data =
        DatasetLoader.load(
            new DataRequest(
                "redwine", Optional.of(folder), ColumnSelection.ALL, Optional.empty(), 0));
    assertThat(data.columns()).extracting(Column::type).containsOnly(ColumnType.REAL);
  }
}
