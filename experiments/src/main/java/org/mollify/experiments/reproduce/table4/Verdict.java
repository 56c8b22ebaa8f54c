package org.mollify.experiments.reproduce.table4;

import java.util.List;
import java.util.Locale;
import org.mollify.experiments.reproduce.Spread;
import org.mollify.experiments.reproduce.table4.PublishedResults.Reference;

/**
 * Whether a mean agrees with the paper or with the authors' code: {@code |ours - reference| <=
 * max(2 s_paper, 2 sqrt(s^2/n + s_paper^2/m))} with ours over n seeds and the reference over m
 * runs. The authors' code was run once or twice, so the paper's deviation stands for its own. With
 * one seed, s counts as zero. A mollified mean above the reference agrees too.
 */
final class Verdict {

  private Verdict() {}

  /** Says which reference agrees, or how far the nearest limit is. */
  static String of(Spread ours, Reference reference, boolean mollified) {
    if (Double.isNaN(ours.mean())) {
      return "no: not finite";
    }
    double paper =
        beyond(ours, reference.mean(), PublishedResults.PAPER_RUNS, reference, mollified);
    if (paper <= 0) {
      return "yes: paper";
    }
    List<Double> runs = reference.authors();
    if (runs.isEmpty()) {
      return outside(paper);
    }
    double mean = runs.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double authors = beyond(ours, mean, runs.size(), reference, mollified);
    return authors <= 0 ? "yes: authors' code" : outside(Math.min(paper, authors));
  }

  private static String outside(double nats) {
    return String.format(Locale.ROOT, "no: by %.2f", nats);
  }

  /** By how much the difference exceeds the tolerance. */
  private static double beyond(
      Spread ours, double mean, int runs, Reference reference, boolean mollified) {
    double s = Double.isNaN(ours.deviation()) ? 0 : ours.deviation();
    double error =
        Math.sqrt(s * s / ours.n() + reference.deviation() * reference.deviation() / runs);
    double tolerance = 2 * Math.max(reference.deviation(), error);
    double difference = mollified ? mean - ours.mean() : Math.abs(ours.mean() - mean);
    return difference - tolerance;
  }
}
