package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart",
        "train",
        "export",
        "sample",
        "loglik",
        "evaluate",
        "serve",
        "list",
        "doctor",
        "reproduce"
      })
  void every_command_shows_an_example_in_its_help(String command) {
    Console.Outcome outcome = Console.run(command, "--help");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("Example:").contains("  mollify " + command);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trian | mollify: unknown command trian (did you mean train?)",
        "reproduce table3 --out x | mollify reproduce: reproduce table3 is not built yet",
        "reproduce | mollify reproduce: ",
        "list modles | mollify list: WHAT expects models or data or presets; got modles (did you mean models?)",
      })
  void a_wrong_command_ends_with_code_2_and_one_line(String words, String line) {
    Console.Outcome outcome = Console.line(words);

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.errLines()).singleElement().asString().startsWith(line);
  }

  @Test
  void no_command_lists_the_commands() {
    Console.Outcome outcome = Console.run();

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .startsWith("mollify: a command is needed: ")
        .contains("train")
        .contains("serve");
  }

  @ParameterizedTest
  @CsvSource({"models, realnvp", "data, redwine", "presets, realnvp-2d"})
  void lists_name_what_there_is(String what, String name) {
    assertThat(Console.run("list", what).out().lines())
        .anySatisfy(line -> assertThat(line).startsWith(name));
  }
}
