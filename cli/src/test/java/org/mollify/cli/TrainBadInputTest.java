package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainBadInputTest {

  private static final String TRAIN =
      "train --model realnvp --set hidden=8 --iterations 4 --batch-size 64";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | --tau 0 | tau expects a positive number; got 0.0",
        "1 | --tau -1 | tau expects a positive number; got -1.0",
        "2 | --tau abc | --tau expects a number; got abc",
        "2 | --seed 1.5 | --seed expects a whole number; got 1.5",
        "2 | --scedule sigmoid | (did you mean --schedule?)",
        "2 | surplus | unknown option or argument surplus",
        "1 | --schedule sigmoidd | unknown schedule sigmoidd (did you mean sigmoid?)",
        "1 | --mollifier gausian | unknown mollifier gausian (did you mean gaussian?)",
        "1 | --mollifier blurring | mollifier blurring is for images, and gmm is a table",
        "1 | --optimizer adan | (did you mean adam?)",
        "1 | --device tpu | device expects auto, cpu or gpu; got tpu",
        "1 | --per step | per expects epoch or iteration; got step",
        "1 | --preset realnvp2d | unknown preset realnvp2d (did you mean realnvp-2d?)",
        "1 | --set hiden=3 | unknown setting hiden (did you mean hidden?)",
        "1 | --set hidden=abc | hidden expects a whole number; got abc",
        "1 | --set hidden=0 | hidden expects a whole number of at least 1; got 0",
        "1 | --set hidden | --set expects key=value; got hidden",
        "1 | --threads 0 | threads expects at least 1; got 0",
        "1 | --epochs 3 | --epochs and --iterations both say how long to train; give one of them",
        "1 | --learning-rate -1 | learningRate expects a positive number; got -1.0",
        "1 | --mollify-fraction 2 | mollifyFraction expects above 0 and at most 1; got 2.0",
        "1 | --split seded | unknown split 'seded'",
        "1 | --resume | holds no training run to resume; leave out --resume to begin one",
      })
  void a_wrong_option_is_answered_with_one_line(int exit, String words, String line) {
    expectLine(
        exit, line, Console.line(TRAIN + " --data gmm " + words, "--out", folder.resolve("run")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | gmmm | (did you mean gmm?)",
        "1 | csv:no/such.csv | there is no file no/such.csv",
      })
  void data_that_cannot_be_had_is_named(int exit, String data, String line) {
    expectLine(exit, line, Console.line(TRAIN, "--data", data, "--out", folder.resolve("run")));
  }

  @Test
  void a_set_of_images_without_its_folder_says_what_to_put_where() {
    expectLine(
        1,
        "the folder " + folder.resolve("cifar10") + " is missing; unpack",
        train("--data", "cifar10", "--data-dir", folder));
    expectLine(
        1,
        "there is no folder no-such-folder; images:FOLDER expects one of PNG or JPEG files",
        train("--data", "images:no-such-folder"));
  }

  @Test
  void a_named_set_without_its_file_says_where_to_get_it() {
    expectLine(
        1,
        "redwine needs the file " + folder.resolve("uci/winequality-red.csv"),
        train("--data", "redwine", "--data-dir", folder));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'1,2' | line 43: expected 3 cells as in the header, found 2",
        "'1,hello,2' | line 43: column 'b' is the text 'hello', not a number",
        "'1,2,inf' | line 43: column 'c' is infinite ('inf')",
      })
  void a_bad_row_is_named_with_line_and_column(String row, String line) throws IOException {
    Path csv = csv(200, 41, row);

    expectLine(1, line, train("--data", "csv:" + csv));
  }

  @Test
  void a_missing_value_is_named_with_its_column_and_the_option_that_fills_it() throws IOException {
    Path csv = csv(200, 41, "1,NaN,2");

    expectLine(1, "column 'b' is missing in 1 of 200 rows", train("--data", "csv:" + csv));
    expectLine(1, "--impute", train("--data", "csv:" + csv));
  }

  @Test
  void fewer_rows_than_a_batch_are_refused() throws IOException {
    expectLine(
        1,
        "has 16 training items, fewer than one batch of 64; lower --batch-size",
        train("--data", "csv:" + csv(20, -1, "")));
  }

  @Test
  void a_missing_column_is_named() throws IOException {
    String csv = "csv:" + csv(200, -1, "");

    expectLine(1, "has no column 'z' (--columns)", train("--data", csv, "--columns", "a,z"));
    expectLine(1, "has no column 'z' (--target)", train("--data", csv, "--target", "z"));
  }

  @Test
  void one_column_is_too_few_for_couplings() throws IOException {
    expectLine(
        1,
        "expects vectors of at least 2 columns",
        train("--data", "csv:" + csv(200, -1, ""), "--columns", "a"));
  }

  @Test
  void a_single_file_has_no_official_split() throws IOException {
    expectLine(
        1,
        "use --split paper, --split seeded, or --split anomaly where rows are labelled",
        train("--data", "csv:" + csv(200, -1, ""), "--split", "official"));
  }

  @Test
  void a_constant_column_is_dropped_with_a_warning_and_recorded() throws IOException {
    StringBuilder text = new StringBuilder("a,b,same\n");
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      text.append(random.nextGaussian()).append(',').append(random.nextGaussian()).append(",5\n");
    }
    Path csv = Files.writeString(folder.resolve("constant.csv"), text);

    Console.Outcome outcome = train("--data", "csv:" + csv).expectDone();

    assertThat(outcome.err()).contains("warning: column 'same' holds a single value");
    assertThat(folder.resolve("run/training.json")).content().contains("\"same\"");
  }

  @Test
  void broken_json_is_located_and_a_wrong_key_corrected() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"epochs\": 3,\n  \"tau\": }");
    Path key = Files.writeString(folder.resolve("key.json"), "{\"epoch\": 3}");
    Path type = Files.writeString(folder.resolve("type.json"), "{\"threads\": \"three\"}");

    expectLine(1, "(line 2, column 10)", train("--data", "gmm", "--config", broken));
    expectLine(
        1, "unknown setting epoch (did you mean epochs?)", train("--data", "gmm", "--config", key));
    expectLine(
        1, "threads expects a whole number; got three", train("--data", "gmm", "--config", type));
  }

  @Test
  void a_folder_that_holds_a_run_or_is_a_file_is_refused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");

    Console.Outcome again = Console.line(TinyModel.TRAIN, TinyModel.run());
    Console.Outcome onFile = Console.line(TinyModel.TRAIN, file);

    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.errLines())
        .singleElement()
        .asString()
        .contains("already holds a training run");
    assertThat(onFile.exit()).isEqualTo(1);
    assertThat(onFile.errLines()).singleElement().asString().contains("is a file; --out expects");
    assertThat(file).hasContent("mine");
  }

  @Test
  void a_resumed_run_with_other_settings_lists_the_differences() throws IOException {
    Console.Outcome outcome =
        Console.run("train", "--resume", "--iterations", 31, "--tau", 1, "--out", TinyModel.run());

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .contains("tau: 0.7 -> 1.0; iterations: 30 -> 31");
  }

  @Test
  void a_full_disk_is_named() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "this system has no /dev/full");
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.createSymbolicLink(run.resolve("training.json.part"), full);

    Console.Outcome outcome = Console.line(TinyModel.TRAIN, run);

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.errLines()).singleElement().asString().contains("No space left on device");
    assertThat(run).isEmptyDirectory();
  }

  private Console.Outcome train(Object... more) {
    Object[] all = Arrays.copyOf(more, more.length + 2);
    all[more.length] = "--out";
    all[more.length + 1] = folder.resolve("run");
    return Console.line(TRAIN, all);
  }

  private void expectLine(int exit, String line, Console.Outcome outcome) {
    outcome.expectLine("train", exit, line);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private Path csv(int rows, int badRow, String bad) throws IOException {
    StringBuilder text = new StringBuilder("a,b,c\n");
    Random random = new Random(1);
    for (int i = 0; i < rows; i++) {
      text.append(
          i == badRow
              ? bad
              : random.nextGaussian() + "," + random.nextGaussian() + "," + random.nextGaussian());
      text.append('\n');
    }
    return Files.writeString(folder.resolve("rows.csv"), text);
  }
}
