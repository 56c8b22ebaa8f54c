package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the command in this process and keeps what it printed. */
final class Console {

  /** What one command left: exit code, standard output and standard error. */
  record Outcome(int exit, String out, String err) {
    List<String> errLines() {
      return err.lines().toList();
    }

    /** Checks that the command did what it was told. */
    Outcome expectDone() {
      assertThat(exit).as(err).isZero();
      return this;
    }

    /** Checks that the command failed with one line and printed no result. */
    void expectLine(String command, int code, String line) {
      assertThat(errLines())
          .singleElement()
          .asString()
          .startsWith("mollify " + command + ": ")
          .contains(line);
      assertThat(exit).isEqualTo(code);
      assertThat(out).isEmpty();
    }
  }

  private Console() {}

  static Outcome run(Object... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try (PrintStream outStream = new PrintStream(outBytes, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(errBytes, true, StandardCharsets.UTF_8)) {
      System.setOut(outStream);
      System.setErr(errStream);
      int exit =
          Mollify.execute(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
      return new Outcome(
          exit,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** Splits a command line at spaces and adds what has a path in it. */
  static Outcome line(String words, Object... more) {
    List<Object> all = new ArrayList<>(List.of(words.split(" ")));
    all.addAll(List.of(more));
    return run(all.toArray());
  }
}
