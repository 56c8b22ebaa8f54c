package org.mollify.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.SplittableRandom;

/**
 * The batches of one epoch: all rows in a random order, the last batch partial.
 *
 * <p>The rows are gathered once an epoch on the device; a batch is a view of them.
 */
final class EpochBatches implements AutoCloseable {

  private final NDManager manager;
  private final NDArray shuffled;
  private final int batchSize;

  /**
   * Orders the rows.
   *
   * @param rows all rows in model space
   * @param batchSize rows a batch
   * @param orderSeed seed of the permutation
   */
  EpochBatches(NDArray rows, int batchSize, long orderSeed) {
    this.manager = rows.getManager().newSubManager();
    this.batchSize = batchSize;
    NDArray order = manager.create(permutation((int) rows.size(0), orderSeed));
    this.shuffled = rows.get(manager, new NDIndex("{}", order));
  }

  /** Number of batches that cover all rows. */
  static int count(long rows, int batchSize) {
    return Math.toIntExact((rows + batchSize - 1) / batchSize);
  }

  /** Returns one batch, owned by the step. */
  NDArray get(NDManager step, int index) {
    long from = (long) index * batchSize;
    long to = Math.min(from + batchSize, shuffled.size(0));
    return shuffled.get(step, new NDIndex("{}:{}", from, to));
  }

  private static long[] permutation(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] order = new long[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  @Override
  public void close() {
    manager.close();
  }
}
