package org.mollify.experiments.benchmark.serving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Short turns of several contenders, one after another, over and over, so that a machine that is
 * now faster and now slower treats all of them alike. Who begins a round ends the next.
 */
final class Turns {
  private final List<Contender> contenders;
  private final Map<Contender, List<LoadReport>> reports = new LinkedHashMap<>();

  /** What one contender does in one turn. */
  @FunctionalInterface
  interface Turn {
    LoadReport of(Contender contender, int round) throws IOException;
  }

  /** Takes so many rounds of turns. */
  Turns(List<Contender> contenders, int rounds, Turn turn) throws IOException {
    this.contenders = contenders;
    contenders.forEach(one -> reports.put(one, new ArrayList<>()));
    List<Contender> order = new ArrayList<>(contenders);
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : order) {
        reports.get(contender).add(turn.of(contender, round));
      }
      Collections.rotate(order, -1);
    }
  }

  /** All turns of a contender as one report. */
  LoadReport of(Contender contender) {
    return LoadReport.together(reports.get(contender));
  }

  /**
   * A line for each contender, which ends with what part of the first one's rows it answered: the
   * median of the rounds, and the quartiles.
   */
  List<String> lines() {
    return contenders.stream()
        .map(one -> "| " + one.name() + ' ' + of(one).line(one.rows()) + ' ' + parts(one) + " |")
        .toList();
  }

  private String parts(Contender contender) {
    Contender first = contenders.get(0);
    double[] parts = new double[reports.get(first).size()];
    Arrays.setAll(parts, round -> rowsPerSecond(contender, round) / rowsPerSecond(first, round));
    Arrays.sort(parts);
    return "%.0f (%.0f to %.0f) %%"
        .formatted(quantile(parts, 0.5), quantile(parts, 0.25), quantile(parts, 0.75));
  }

  private double rowsPerSecond(Contender contender, int round) {
    return contender.rows() * reports.get(contender).get(round).answeredPerSecond();
  }

  private static double quantile(double[] sorted, double at) {
    return 100 * sorted[(int) Math.round(at * (sorted.length - 1))];
  }
}
