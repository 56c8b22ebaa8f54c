package org.mollify.trainer.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.mollify.models.NearestName;

/** What replaces a missing value, taken from the values that are there. */
public enum ImputationRule {
  /** Their mean; rounded for whole numbers. */
  MEAN,
  /** Their lower median, which is one of them. */
  MEDIAN,
  /** The most frequent of them, the smallest of several. Categories always take this rule. */
  MODE;

  /** Returns the name that the command line uses. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the rule of a name.
   *
   * @throws IllegalArgumentException with one line that lists the names
   */
  public static ImputationRule parse(String name) {
    List<String> known = Arrays.stream(values()).map(ImputationRule::id).toList();
    if (!known.contains(name)) {
      throw new IllegalArgumentException(
          "unknown imputation '%s'%s; expected one of %s"
              .formatted(name, NearestName.hint(name, known), String.join(", ", known)));
    }
    return values()[known.indexOf(name)];
  }

  /** The value that stands for missing ones, from at least one value. */
  double of(double[] values) {
    return switch (this) {
      case MEAN -> Arrays.stream(values).average().orElseThrow();
      case MEDIAN -> {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        yield sorted[(sorted.length - 1) / 2];
      }
      case MODE -> {
        Map<Double, Integer> counts = new TreeMap<>();
        Arrays.stream(values).forEach(value -> counts.merge(value, 1, Integer::sum));
        double best = values[0];
        int most = 0;
        for (Map.Entry<Double, Integer> entry : counts.entrySet()) {
          if (entry.getValue() > most) {
            most = entry.getValue();
            best = entry.getKey();
          }
        }
        yield best;
      }
    };
  }
}
