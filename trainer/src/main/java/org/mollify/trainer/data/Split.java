package org.mollify.trainer.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which rows of a table form which part; every row is in exactly one.
 *
 * @param train row indices of the training part
 * @param validation row indices of the validation part
 * @param test row indices of the test part
 */
public record Split(int[] train, int[] validation, int[] test) {

  /**
   * Divides rows by a rule.
   *
   * @param rule {@link SplitRule#PAPER} or {@link SplitRule#SEEDED}; {@link #ofNormal} is the third
   * @param rows number of rows
   * @param seed the seed of the permutation; the paper's rule draws nothing
   * @param source how to name the table in a message
   * @throws InvalidDataException if a part would be empty
   */
  public static Split of(SplitRule rule, int rows, long seed, String source)
      throws InvalidDataException {
    int test = rows / 10;
    int validation = rule == SplitRule.PAPER ? (rows - test) / 10 : rows / 10;
    if (test == 0 || validation == 0) {
      throw new InvalidDataException(
          source
              + " has "
              + rows
              + (rows == 1 ? " row" : " rows")
              + "; the "
              + rule.id()
              + " split needs at least "
              + (rule == SplitRule.PAPER ? 11 : 10));
    }
    int[] order = new int[rows];
    Arrays.setAll(order, i -> i);
    if (rule == SplitRule.SEEDED) {
      shuffle(order, new SplittableRandom(seed));
    }
    int train = rows - test - validation;
    return new Split(
        Arrays.copyOfRange(order, 0, train),
        Arrays.copyOfRange(order, train, train + validation),
        Arrays.copyOfRange(order, train + validation, rows));
  }

  /**
   * Divides labelled rows by {@link SplitRule#ANOMALY}.
   *
   * @param labels one label a row, 0 for normal
   * @param seed the seed of the permutation
   * @param source how to name the table in a message
   * @throws InvalidDataException if there are fewer than 6 normal rows
   */
  static Split ofNormal(double[] labels, long seed, String source) throws InvalidDataException {
    int[] normal = IntStream.range(0, labels.length).filter(i -> labels[i] == 0).toArray();
    if (normal.length < 6) {
      throw new InvalidDataException(
          "%s has %d rows with label 0, the normal ones; the anomaly split needs at least 6"
              .formatted(source, normal.length));
    }
    shuffle(normal, new SplittableRandom(seed));
    int half = normal.length / 2;
    int validation = Math.max(1, half / 10);
    int[] learned = Arrays.copyOf(normal, half);
    BitSet seen = new BitSet(labels.length);
    Arrays.stream(learned).forEach(seen::set);
    return new Split(
        Arrays.copyOfRange(learned, 0, half - validation),
        Arrays.copyOfRange(learned, half - validation, half),
        IntStream.range(0, labels.length).filter(i -> !seen.get(i)).toArray());
  }

  /** Fisher and Yates' shuffle. */
  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
}
