package org.mollify.experiments.benchmark.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final List<String> taken = new ArrayList<>();

  /** Gives so many answers of 2 ms in every turn. */
  private Contender contender(String name, int answers) {
    return new Contender() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public int rows() {
        return 10;
      }

      @Override
      public LoadReport closed(double seconds) {
        taken.add(name);
        Histogram latencies = new Histogram(Load.LONGEST_MICROS, 3);
        latencies.recordValueWithCount(2000, answers);
        return new LoadReport("closed", 1, 0, seconds, latencies, 1, 0.5);
      }

      @Override
      public LoadReport open(Schedule schedule, double seconds) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void who_begins_a_round_ends_the_next_and_all_turns_count() throws Exception {
    Contender a = contender("a", 100);
    Contender b = contender("b", 80);
    Contender c = contender("c", 120);
    Turns turns = new Turns(List.of(a, b, c), 3, (one, round) -> one.closed(2));
    assertThat(String.join("", taken)).isEqualTo("abc" + "bca" + "cab");
    LoadReport all = turns.of(b);
    assertThat(all.seconds()).isEqualTo(6);
    assertThat(all.latencies().getTotalCount()).isEqualTo(240);
    assertThat(all.failures()).isEqualTo(3);
    assertThat(all.clientCores()).isEqualTo(0.5);
    assertThat(turns.lines())
        .element(1)
        .asString()
        .startsWith("| b | closed | 1 | - | 40 | 400 | 2.00 |")
        .endsWith("| 80 (80 to 80) % |");
  }
}
