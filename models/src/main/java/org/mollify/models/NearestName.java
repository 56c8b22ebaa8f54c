package org.mollify.models;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a mistyped one was probably meant to be. */
public final class NearestName {

  private NearestName() {}

  /**
   * Returns a hint for an error message.
   *
   * @param given the unknown name
   * @param known the known names
   * @return {@code " (did you mean X?)"}, or nothing where no known name is near
   */
  public static String hint(String given, Collection<String> known) {
    return find(given, known).map(" (did you mean %s?)"::formatted).orElse("");
  }

  /**
   * Returns the nearest known name by edit distance, ignoring case, if at most a third of its
   * letters differ or it starts with what was given.
   *
   * @param given the unknown name
   * @param known the known names
   * @return the nearest name, or nothing
   */
  public static Optional<String> find(String given, Collection<String> known) {
    String wanted = given.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(name -> isNear(wanted, name.toLowerCase(Locale.ROOT)))
        .min(
            Comparator.comparingInt(
                    (String name) -> distance(wanted, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean isNear(String wanted, String name) {
    int distance = distance(wanted, name);
    // Where every letter differs, as between two names of one letter, nothing is near.
    return distance < name.length() && distance <= Math.max(1, (name.length() + 2) / 3)
        || (wanted.length() >= 3 && name.startsWith(wanted));
  }

  /** Levenshtein distance in one row of memory. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
