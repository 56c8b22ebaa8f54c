package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReproduceBadInputTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | fig11 | unknown reproduction fig11 (did you mean fig1?)",
        "2 | fig1 table3 | reproduce table3 is not built yet; what can be reproduced: ",
        "1 | fig1 --seeds 0 | --seeds expects at least 1; got 0",
        "2 | fig1 --seeds few | --seeds expects a whole number; got few",
        "1 | fig1 --only maf | fig1 has no parts to restrict it to; leave out --only maf",
        "1 | table4 --jobs 0 | --jobs expects at least 1; got 0",
        "2 | table4 --jobs all | --jobs expects a whole number; got all",
        "1 | table4 --only redwyne | --only redwyne names nothing of table4 (did you mean redwine?)",
        "1 | table4 --only redwine --data-dir nowhere | redwine needs the file nowhere/uci",
        "1 | table1 --only betavae | --only betavae names nothing of table1 (did you mean beta-vae?)",
        "1 | fig10 --only celeba --data-dir nowhere | the folder nowhere/celeba is missing",
        "1 | anomaly --only cardo | --only cardo names no anomaly set",
        "1 | anomaly --data-dir nowhere | nowhere/anomaly/28_pendigits.npz is missing",
      })
  void a_wrong_option_is_answered_with_one_line(int exit, String words, String line) {
    Console.line("reproduce " + words, "--out", folder.resolve("out"))
        .expectLine("reproduce", exit, line);
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fig3", "table1", "table4", "anomaly"})
  void a_file_in_the_place_of_the_folder_is_left_alone(String what) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    for (Path out : new Path[] {file, file.resolve("deeper/out")}) {
      Console.run("reproduce", what, "--out", out)
          .expectLine("reproduce", 1, file + " is a file; --out expects a folder");
    }
    Console.run("quickstart", "--no-serve", "--out", file.resolve("out"))
        .expectLine("quickstart", 1, file + " is a file; --out expects a folder");
    assertThat(file).hasContent("mine");
  }

  @Test
  void the_help_names_every_reproduction_there_is() {
    String help = Console.run("reproduce", "--help").out().replaceAll("\\s+", " ");
    assertThat(help)
        .contains(
            "fig1 to fig10, table1, table2, table4, anomaly, classifier, decoder-output,"
                + " mollified-images");
    assertThat(Console.line("reproduce fig0", "--out", folder).err())
        .contains(
            "table4, anomaly, classifier, mollified-images, table1, table2, fig7, fig8, fig9,"
                + " fig10, decoder-output, fig1, fig2, fig3, fig4, fig5, fig6");
  }
}
