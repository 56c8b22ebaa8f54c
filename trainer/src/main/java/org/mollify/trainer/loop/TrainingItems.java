package org.mollify.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.mollify.models.density.DensityModel;
import org.mollify.models.transform.DataTransform;
import org.mollify.trainer.data.ItemBlock;
import org.mollify.trainer.data.RowBlock;
import org.mollify.trainer.data.image.ImageBlock;

/** The training items, as the loop takes them: epoch by epoch, batch by batch, in model space. */
public interface TrainingItems {

  /**
   * Prepares the items of a part.
   *
   * @param manager owner of what stays on the device
   * @param transform from raw units into model space
   * @param block items in raw units
   * @param seed seed of the run
   * @return the items
   */
  static TrainingItems of(NDManager manager, DataTransform transform, ItemBlock block, long seed) {
    if (block instanceof ImageBlock images) {
      return new TrainingImages(manager, transform, images);
    }
    return TrainingRows.of(manager, transform, (RowBlock) block, seed);
  }

  /**
   * Returns where the items are.
   *
   * @return owner of what stays on the device
   */
  NDManager manager();

  /**
   * Returns how many there are.
   *
   * @return the number of items
   */
  int size();

  /**
   * Opens an epoch, a function of (seed, epoch). May leave the engine's generator seeded for
   * another purpose.
   *
   * @param epoch its number, from 0
   * @param batchSize items a batch
   * @param orderSeed seed of the order
   * @return its batches, to be closed
   */
  Epoch epoch(int epoch, int batchSize, long orderSeed);

  /**
   * Lets a model recompute statistics that are a function of all clean items.
   *
   * @param model the model
   * @param epoch number of the epoch whose items to show
   */
  void refreshStatistics(DensityModel model, int epoch);

  /** The batches of one epoch; the last one may be partial. */
  interface Epoch extends AutoCloseable {

    /**
     * Returns a batch. Batches are asked for in order.
     *
     * @param step owner of the batch
     * @param index its number, from 0
     * @return clean items in model space, {@code [n, ...]}
     */
    NDArray batch(NDManager step, int index);

    @Override
    void close();
  }
}
