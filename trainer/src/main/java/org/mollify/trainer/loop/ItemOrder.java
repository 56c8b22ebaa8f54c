package org.mollify.trainer.loop;

import java.util.SplittableRandom;

/** The order of the items in an epoch: a random permutation of a seed. */
final class ItemOrder {

  private ItemOrder() {}

  /** A permutation of 0 to n - 1. */
  static int[] of(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
