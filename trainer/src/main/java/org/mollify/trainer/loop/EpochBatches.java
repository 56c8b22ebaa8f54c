package org.mollify.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.Arrays;

/**
 * The batches of one epoch: all rows in a random order, the last batch partial.
 *
 * <p>The rows are gathered once an epoch on the device; a batch is a view of them.
 */
final class EpochBatches implements TrainingItems.Epoch {

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
    long[] places =
        Arrays.stream(ItemOrder.of((int) rows.size(0), orderSeed)).asLongStream().toArray();
    NDArray order = manager.create(places);
    this.shuffled = rows.get(manager, new NDIndex("{}", order));
  }

  @Override
  public NDArray batch(NDManager step, int index) {
    long from = (long) index * batchSize;
    long to = Math.min(from + batchSize, shuffled.size(0));
    return shuffled.get(step, new NDIndex("{}:{}", from, to));
  }

  @Override
  public void close() {
    manager.close();
  }
}
