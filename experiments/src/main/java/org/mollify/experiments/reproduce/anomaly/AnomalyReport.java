package org.mollify.experiments.reproduce.anomaly;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.mollify.models.checkpoint.AtomicFile;

/**
 * The outcomes as tables: one line a detector, one column a set, means over the splits.
 *
 * @param sets names of the sets in order
 * @param splits number of splits
 * @param outcomes one a set, split and detector
 */
record AnomalyReport(List<String> sets, int splits, List<Outcome> outcomes) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  void write(Path folder) throws IOException {
    byte[] json = JSON.writeValueAsBytes(outcomes);
    AtomicFile.write(folder.resolve("anomaly.json"), out -> out.write(json));
    StringBuilder csv = new StringBuilder("set,split,detector,auroc,average_precision\n");
    for (Outcome outcome : outcomes) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%d,%s,%.6f,%.6f%n",
              outcome.set(),
              outcome.split(),
              outcome.detector(),
              outcome.auroc(),
              outcome.averagePrecision()));
    }
    text(folder.resolve("anomaly.csv"), csv.toString());
    text(folder.resolve("anomaly.md"), markdown());
  }

  private static void text(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  String markdown() {
    return "AUROC, mean over %d splits\n\n".formatted(splits)
        + table(Outcome::auroc)
        + "\nAverage precision, mean over %d splits\n\n".formatted(splits)
        + table(Outcome::averagePrecision)
        + "\n"
        + losses();
  }

  /** Detectors in the order in which they come, with their score on each set and the mean. */
  private Map<String, double[]> scores(ToDoubleFunction<Outcome> metric) {
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (String detector : outcomes.stream().map(Outcome::detector).distinct().toList()) {
      double[] row = new double[sets.size() + 1];
      for (int i = 0; i < sets.size(); i++) {
        String set = sets.get(i);
        row[i] =
            outcomes.stream()
                .filter(o -> o.detector().equals(detector) && o.set().equals(set))
                .mapToDouble(metric)
                .average()
                .orElse(Double.NaN);
        row[sets.size()] += row[i] / sets.size();
      }
      scores.put(detector, row);
    }
    return scores;
  }

  private String table(ToDoubleFunction<Outcome> metric) {
    Map<String, double[]> scores = scores(metric);
    StringBuilder text = new StringBuilder("| detector | ");
    text.append(String.join(" | ", sets)).append(" | mean | mean rank |\n|---|");
    text.append("---|".repeat(sets.size() + 2)).append('\n');
    scores.forEach(
        (detector, row) -> {
          text.append("| ").append(detector);
          for (double value : row) {
            text.append(String.format(Locale.ROOT, " | %.4f", value));
          }
          text.append(String.format(Locale.ROOT, " | %.2f |%n", rank(row, scores)));
        });
    return text.toString();
  }

  /** Mean rank over the sets, 1 the best, ties sharing the middle. */
  private double rank(double[] row, Map<String, double[]> scores) {
    double total = 0;
    for (int i = 0; i < sets.size(); i++) {
      double rank = 0.5;
      for (double[] other : scores.values()) {
        rank += other[i] > row[i] ? 1 : other[i] == row[i] ? 0.5 : 0;
      }
      total += rank / sets.size();
    }
    return total;
  }

  private String losses() {
    Map<String, double[]> scores = scores(Outcome::auroc);
    double[] ours = scores.get(Trained.MOLLIFIED.id());
    List<String> lost = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      int set = i;
      scores.entrySet().stream()
          .filter(entry -> !entry.getKey().equals(Trained.VANILLA.id()))
          .max((a, b) -> Double.compare(a.getValue()[set], b.getValue()[set]))
          .filter(best -> best.getValue()[set] > ours[set])
          .ifPresent(
              best ->
                  lost.add(
                      String.format(
                          Locale.ROOT,
                          "%s to %s by %.4f",
                          sets.get(set),
                          best.getKey(),
                          best.getValue()[set] - ours[set])));
    }
    return lost.isEmpty()
        ? "Mollified training loses no set to another detector.\n"
        : "Mollified training loses in AUROC: " + String.join("; ", lost) + ".\n";
  }
}
