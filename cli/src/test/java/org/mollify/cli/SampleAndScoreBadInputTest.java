package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.runtime.io.NpyWriter;

class SampleAndScoreBadInputTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | -n 0 | n is 0; expected 1 or more",
        "1 | -n -1 | n is -1; expected 1 or more",
        "1 | -n 2000000000 | rows of 2 values fit in one answer",
        "2 | -n 99999999999 | -n expects a whole number; got 99999999999",
        "2 | -n ten | -n expects a whole number; got ten",
        "2 | --seed 1 | '-n=N'",
        "2 | -n 3 --seed 1.5 | --seed expects a whole number; got 1.5",
        "1 | -n 3 --temperature 0 | temperature is 0.0; expected a finite number above 0",
        "2 | -n 3 --temperature hot | --temperature expects a number; got hot",
        "2 | -n 3 --provider gpu | --provider expects cpu or cuda; got gpu",
      })
  void a_wrong_option_of_sample_is_answered_with_one_line(int exit, String words, String line)
      throws IOException {
    expectLine(
        "sample",
        exit,
        line,
        Console.line("sample " + words, TinyModel.bundle(), "--out", folder.resolve("rows.csv")));
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({"rows.xyz", "rows.png", "rows"})
  void an_unknown_output_format_is_refused(String name) throws IOException {
    expectLine(
        "sample",
        1,
        "--out expects a file that ends in .csv or .npy; got",
        Console.line("sample -n 3", TinyModel.bundle(), "--out", folder.resolve(name)));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void an_output_that_cannot_be_written_is_named() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    Path directory = Files.createDirectory(folder.resolve("folder.csv"));

    expectLine(
        "sample",
        1,
        "cannot write " + file.resolve("rows.csv"),
        Console.line("sample -n 3", TinyModel.bundle(), "--out", file.resolve("rows.csv")));
    expectLine(
        "sample",
        1,
        "is a folder",
        Console.line("sample -n 3", TinyModel.bundle(), "--out", directory));
    assertThat(file).hasContent("mine");
  }

  @Test
  void a_cut_graph_or_a_run_is_not_sampled() throws IOException {
    Path broken = TinyModel.copy(TinyModel.bundle(), folder.resolve("broken"));
    try (Stream<Path> files = Files.list(broken)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".onnx")).toList()) {
        Files.write(file, new byte[100]);
      }
    }

    Path out = folder.resolve("rows.csv");
    expectLine("sample", 1, "is truncated", Console.line("sample -n 3", broken, "--out", out));
    expectLine(
        "sample",
        1,
        "mollify export RUN",
        Console.line("sample -n 3", TinyModel.run(), "--out", out));
    assertThat(out).doesNotExist();
  }

  @Test
  void rows_that_do_not_fit_the_model_are_refused() throws IOException {
    Path csv = Files.writeString(folder.resolve("missing.csv"), "x,other\n1,2\n");
    Path npy = folder.resolve("wide.npy");
    try (OutputStream out = Files.newOutputStream(npy);
        NpyWriter writer = new NpyWriter(out, NpyWriter.Type.FLOAT64, 1, 5)) {
      writer.write(new double[5]);
    }

    expectScoreLine(1, "lacks the column y; the model takes x, y", csv);
    expectScoreLine(1, "has 5 columns; the model takes 2: x, y", npy);
    expectScoreLine(1, "there is no file", folder.resolve("none.csv"));
    expectScoreLine(1, "expects a file that ends in .csv, .npy or .npz", folder.resolve("a.txt"));
  }

  private void expectScoreLine(int exit, String line, Path in) throws IOException {
    Path out = folder.resolve("scores.csv");
    expectLine(
        "loglik", exit, line, Console.run("loglik", TinyModel.bundle(), "--in", in, "--out", out));
    assertThat(out).doesNotExist();
  }

  private static void expectLine(String command, int exit, String line, Console.Outcome outcome) {
    outcome.expectLine(command, exit, line);
  }
}
