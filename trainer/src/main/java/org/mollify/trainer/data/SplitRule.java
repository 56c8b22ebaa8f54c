package org.mollify.trainer.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mollify.models.NearestName;

/** How rows are divided into training, validation and test part. */
public enum SplitRule {
  /**
   * In file order, as the paper's authors do: the last {@code floor(N/10)} rows are the test part,
   * the last tenth (rounded down) of the rest the validation part. Where rows are grouped
   * (parkinsons, by patient) this is a shift of the distribution, and results of a shuffled split
   * do not compare.
   */
  PAPER,
  /** 80/10/10 of a permutation drawn from the split seed; the tenths are rounded down. */
  SEEDED,
  /**
   * For labelled anomalies: a half of the normal rows (label 0, rounded down), drawn from the split
   * seed, is there to learn from, its last tenth (at least one row) as the validation part; the
   * other normal rows and all anomalies are the test part, in file order.
   */
  ANOMALY,
  /** The parts that the data set comes in. */
  OFFICIAL;

  /** Returns the name that the command line uses. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the rule of a name.
   *
   * @throws IllegalArgumentException with one line that lists the names
   */
  public static SplitRule parse(String name) {
    List<String> known = Arrays.stream(values()).map(SplitRule::id).toList();
    int index = known.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "unknown split '"
              + name
              + "'"
              + NearestName.hint(name, known)
              + "; expected one of "
              + String.join(", ", known));
    }
    return values()[index];
  }
}
