package org.mollify.server;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the name that was probably meant. The models have a finder of their own: the server may not
 * see them, nor they the runtime, and so there is no place that both could share.
 */
public final class NearestName {
  private NearestName() {}

  /**
   * The known name with the fewest edits from a given one, letter case aside.
   *
   * @param given what came
   * @param known what was expected
   * @return the nearest name, if no more than a third of its letters (at least two) differ
   */
  public static Optional<String> of(String given, Collection<String> known) {
    String wanted = given.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(name -> distance(wanted, name.toLowerCase(Locale.ROOT))))
        .filter(
            name ->
                distance(wanted, name.toLowerCase(Locale.ROOT)) <= Math.max(2, name.length() / 3));
  }

  /** The text {@code (did you mean "x"?)}, or nothing where no name is near. */
  public static String suggestion(String given, Collection<String> known) {
    return of(given, known).map(name -> " (did you mean \"" + name + "\"?)").orElse("");
  }

  /** Insertions, deletions and replacements of a letter from one text to another (Levenshtein). */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > Math.max(2, b.length() / 3)) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
