package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong values of the options on columns, and rows that a model of such columns cannot score. */
class ColumnsBadInputTest {

  private static final String TRAIN =
      "train --model realnvp --set hidden=8 --iterations 4 --batch-size 32";

  @TempDir static Path home;
  private static Path table;
  private static Path run;
  private static Path bundle;

  @TempDir Path folder;

  @BeforeAll
  static void train() throws IOException {
    table = Files.writeString(home.resolve("table.csv"), table(""));
    run = home.resolve("run");
    bundle = home.resolve("bundle");
    Console.line(TRAIN, "--data", "csv:" + table, "--target", "y", "--out", run).expectDone();
    Console.run("export", run, "--out", bundle).expectDone();
  }

  /** 100 rows of a real number, a count, a label and a class, and a row of one's own. */
  private static String table(String last) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder("a,n,c,y\n");
    for (int i = 0; i < 100; i++) {
      text.append(random.nextGaussian()).append(',').append(random.nextInt(9));
      text.append(i % 3 == 0 ? ",red," : ",blue,").append(i % 10 == 0 ? 1 : 0).append('\n');
    }
    return text.append(last).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--real zz | has no modelled column 'zz' (--real); modelled columns: a, n, c, y",
        "--integer nn | has no modelled column 'nn' (--integer); modelled columns: a, n, c, y",
        "--real a --integer a | 'a' is named twice in --real, --integer and --categorical",
        "--real c | line 2: column 'c' is the text 'red', not a number",
        "--integer c | line 2: column 'c' is the text 'red', not a number",
        "--integer a | --integer names column 'a', whose row 1 holds 1.56",
        "--impute modus | unknown imputation 'modus' (did you mean mode?)",
        "--split anomaly | has no labels, which the anomaly split needs",
        "--split anomaly --target c | --target c holds text, and the anomaly split needs numbers",
        "--split anomaly --target a | has 0 rows with label 0, the normal ones",
        "--set noiseFloor=-1 | noiseFloor expects a positive number; got -1.0",
        "--set patience=0 | patience expects at least 1; got 0",
        "--set selection=mode | selection expects mean or median; got mode",
      })
  void a_wrong_option_of_train_is_answered_with_one_line(String words, String line) {
    Console.line(TRAIN + " " + words, "--data", "csv:" + table, "--out", folder.resolve("run"))
        .expectLine("train", 1, line);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void columns_of_a_named_set_are_fixed() {
    for (String option : new String[] {"--real x", "--impute mean", "--categorical x"}) {
      Console.line(TRAIN + " --data gmm " + option, "--out", folder.resolve("run"))
          .expectLine("train", 1, "gmm has its columns fixed");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--real n | (real: [] -> [\"n\"])",
        "--drop c | (drop: [] -> [\"c\"])",
        "--impute mean | (impute: null -> \"mean\")",
        "--split-seed 3 | (splitSeed: 0 -> 3)",
      })
  void a_run_is_not_resumed_with_other_columns(String words, String line) {
    Console.line("train --resume " + words, "--out", run).expectLine("train", 1, line);
  }

  @Test
  void a_run_is_not_resumed_on_a_file_that_changed() throws IOException {
    Path own = Files.writeString(folder.resolve("own.csv"), table(""));
    Path path = folder.resolve("own run");
    Console.line(TRAIN, "--data", "csv:" + own, "--out", path).expectDone();
    Files.writeString(own, table("1,2,red,0\n"));
    Console.line("train --resume", "--out", path)
        .expectLine("train", 1, "was trained on other data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | --false-alarm-rate 0 | is 0.0; expected more than 0 and less than 1",
        "1 | --false-alarm-rate 1 | is 1.0; expected more than 0 and less than 1",
        "1 | --false-alarm-rate -1 | is -1.0; expected more than 0 and less than 1",
        "2 | --false-alarm-rate few | --false-alarm-rate expects a number; got few",
        "1 | --false-alarm-rate 0.001 | needs at least 1000 held-out rows; this bundle has 10",
        "2 | --attribution=yes | --attribution",
        "1 | --samples 0 | samples is 0; expected 1",
      })
  void a_wrong_option_of_loglik_is_answered_with_one_line(int exit, String words, String line) {
    Console.Outcome outcome =
        Console.line(
            "loglik " + words, bundle, "--in", table, "--out", folder.resolve("scores.csv"));
    outcome.expectLine("loglik", exit, line);
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2,pink,0 | line 102: column 'c' is 'pink', which is no category of the model; known: ",
        "1,2.5,red,0 | row 101",
        ",2,red,0 | column 'a' is missing",
        "1,,red,0 | column 'n' is missing",
        "1,2,,0 | column 'c' is missing",
        "one,2,red,0 | line 102: column 'a' is the text 'one', not a number",
        "1,2,red | line 102: expected 4 cells as in the header, found 3",
      })
  void a_row_that_the_model_cannot_take_is_named(String row, String line) throws IOException {
    Path in = Files.writeString(folder.resolve("rows.csv"), table(row + "\n"));
    Path out = folder.resolve("scores.csv");
    Console.run("loglik", bundle, "--in", in, "--out", out).expectLine("loglik", 1, line);
    assertThat(out).doesNotExist();
    for (Path model : new Path[] {run, bundle}) {
      Console.run("evaluate", model, "--data", "csv:" + in).expectLine("evaluate", 1, line);
    }
  }

  @Test
  void a_fraction_among_whole_numbers_is_named_with_its_column() throws IOException {
    Path in = Files.writeString(folder.resolve("rows.csv"), "a,n,c\n1,2.5,red\n");
    Console.run("loglik", bundle, "--in", in, "--out", folder.resolve("scores.csv"))
        .expectLine("loglik", 1, "row 1: column 'n' is 2.5, and the model has whole numbers there");
  }

  @Test
  void an_empty_file_and_a_folder_are_no_rows() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.csv"), "");
    Path directory = Files.createDirectory(folder.resolve("rows.csv"));
    Path out = folder.resolve("scores.csv");
    Console.run("loglik", bundle, "--in", empty, "--out", out)
        .expectLine("loglik", 1, "is empty; expected a header line and rows");
    Console.run("loglik", bundle, "--in", directory, "--out", out)
        .expectLine("loglik", 1, "is a folder; name a file in it");
    Console.run("loglik", bundle, "--in", table, "--out", empty.resolve("scores.csv"))
        .expectLine("loglik", 1, empty + " is a file, not a folder; nothing was changed there");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--metric auroc | auroc and ap need labels",
        "--metric auroc --target c | --target c is a column that the model takes",
        "--metric auroc --target z | has no column 'z' (--target)",
        "--metric ap --target y --split anomaly --part train | needs",
      })
  void labels_that_evaluate_cannot_use_are_explained(String words, String line) {
    Console.line("evaluate " + words, bundle, "--data", "csv:" + table)
        .expectLine("evaluate", 1, line);
  }
}
