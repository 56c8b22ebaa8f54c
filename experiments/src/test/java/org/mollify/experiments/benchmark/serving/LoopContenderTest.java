package org.mollify.experiments.benchmark.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopContenderTest {

  /** Claims two runs in the time it was given, and ends when it is asked for a rate of 7. */
  public static final class Loop {
    private Loop() {}

    /** Answers each line. */
    public static void main(String[] args) throws IOException {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ");
        if (words.length > 1 && Schedule.parse(words[1]).perSecond() == 7) {
          return;
        }
        System.out.println((long) (Double.parseDouble(words[0]) * 1e6) + " 1500 2500");
      }
    }
  }

  private static LoopContender loop() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    return new LoopContender("alone", List.of(java, "-cp", classes, Loop.class.getName()), 256);
  }

  @Test
  void its_turns_are_those_of_the_process() throws Exception {
    try (LoopContender loop = loop()) {
      LoadReport closed = loop.closed(4);
      assertThat(closed.answeredPerSecond()).isEqualTo(0.5);
      assertThat(closed.latencies().getMaxValue()).isBetween(2500L, 2501L);
      LoadReport open = loop.open(new Schedule(Schedule.Times.EVEN, 3, 1), 2);
      assertThat(open.line(loop.rows())).startsWith("| even | 0 | 3 | 1.00 | 256 | 1.50 |");
    }
  }

  @Test
  void a_process_that_ended_is_named() throws Exception {
    try (LoopContender loop = loop()) {
      assertThatThrownBy(() -> loop.open(new Schedule(Schedule.Times.RANDOM, 7, 1), 1))
          .isInstanceOf(IOException.class)
          .hasMessage("the loop alone ended");
    }
  }
}
