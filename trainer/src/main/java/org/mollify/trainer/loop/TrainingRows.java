package org.mollify.trainer.loop;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.models.transform.DataTransform;
import org.mollify.trainer.data.RowBlock;
import org.mollify.trainer.loop.StreamSeed.Purpose;

/**
 * The training rows in model space, on the device.
 *
 * <p>Continuous rows are transformed once. Whole numbers are dequantised afresh for each epoch;
 * since an epoch sees a row once, that is the same as drawing anew at each step.
 */
public final class TrainingRows implements TrainingItems {

  private static final int STATISTICS_CHUNK = 4096;

  private final NDManager manager;
  private final DataTransform transform;
  private final long seed;
  private final NDArray raw;
  private NDArray rows;
  private int epoch = -1;

  private TrainingRows(
      NDManager manager, DataTransform transform, long seed, NDArray raw, NDArray rows) {
    this.manager = manager;
    this.transform = transform;
    this.seed = seed;
    this.raw = raw;
    this.rows = rows;
  }

  /**
   * Brings rows to the device.
   *
   * @param manager owner of the rows
   * @param transform from raw units into model space
   * @param block rows in raw units
   * @param seed seed of the run
   * @return the rows
   */
  public static TrainingRows of(
      NDManager manager, DataTransform transform, RowBlock block, long seed) {
    Shape shape = new Shape(block.rows(), block.columns());
    if (!transform.noise().isEmpty()) {
      return new TrainingRows(
          manager, transform, seed, manager.create(block.values(), shape), null);
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray rows =
          transform.toModelSpace(Pass.evaluation(scope), scope.create(block.values(), shape));
      rows.attach(manager);
      return fixed(rows);
    }
  }

  /**
   * Rows that are the same in every epoch.
   *
   * @param rows rows in model space, on the device
   * @return the rows
   */
  public static TrainingRows fixed(NDArray rows) {
    return new TrainingRows(rows.getManager(), null, 0, null, rows);
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  @Override
  public int size() {
    return Math.toIntExact((raw == null ? rows : raw).size(0));
  }

  @Override
  public Epoch epoch(int epoch, int batchSize, long orderSeed) {
    return new EpochBatches(of(epoch), batchSize, orderSeed);
  }

  @Override
  public void refreshStatistics(DensityModel model, int epoch) {
    NDArray clean = of(epoch);
    try (NDManager scope = manager.newSubManager()) {
      List<NDArray> chunks = new ArrayList<>();
      for (long from = 0; from < clean.size(0); from += STATISTICS_CHUNK) {
        long to = Math.min(from + STATISTICS_CHUNK, clean.size(0));
        NDArray chunk = clean.get("{}:{}", from, to);
        chunk.attach(scope);
        chunks.add(chunk);
      }
      model.refreshStatistics(scope, chunks);
    }
  }

  /**
   * Returns the rows of an epoch, a function of (seed, epoch). Where rows are dequantised, those of
   * another epoch are freed, and the engine's generator is left seeded for another purpose.
   */
  private NDArray of(int wanted) {
    if (raw == null || epoch == wanted) {
      return rows;
    }
    if (rows != null) {
      rows.close();
    }
    Engine.getInstance().setRandomSeed((int) StreamSeed.of(seed, Purpose.DEQUANTISATION, wanted));
    try (NDManager scope = manager.newSubManager()) {
      Pass pass = Pass.evaluation(scope);
      NDArray noisy =
          transform.dequantize(pass, raw, DeviceNoise.draw(scope, transform.noise(), raw.size(0)));
      noisy.attach(scope);
      rows = transform.toModelSpace(pass, noisy);
      rows.attach(manager);
    }
    epoch = wanted;
    return rows;
  }
}
