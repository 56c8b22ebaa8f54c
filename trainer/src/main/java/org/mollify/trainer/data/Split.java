package org.mollify.trainer.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which rows of a table form which part; every row is in exactly one.
 *
 * @param train row indices of the training part
 * @param validation row indices of the validation part
 * @param test row indices of the test part
 */
record Split(int[] train, int[] validation, int[] test) {

  /**
   * Divides rows by a rule.
   *
   * @param rule {@link SplitRule#PAPER} or {@link SplitRule#SEEDED}
   * @param rows number of rows
   * @param seed the seed of the permutation; the paper's rule draws nothing
   * @param source how to name the table in a message
   * @throws InvalidDataException if a part would be empty
   */
  static Split of(SplitRule rule, int rows, long seed, String source) throws InvalidDataException {
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
