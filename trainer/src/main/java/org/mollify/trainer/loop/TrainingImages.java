package org.mollify.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mollify.models.block.Pass;
import org.mollify.models.density.DensityModel;
import org.mollify.models.transform.DataTransform;
import org.mollify.trainer.data.image.ImageBlock;

/**
 * Training images: bytes until a batch is on the device, where they are dequantised with fresh
 * noise and scaled. One thread copies the bytes of the next batch together while a step runs, so
 * what is held is two batches, whatever the size of the set.
 */
final class TrainingImages implements TrainingItems {

  private final NDManager manager;
  private final DataTransform transform;
  private final ImageBlock images;

  TrainingImages(NDManager manager, DataTransform transform, ImageBlock images) {
    this.manager = manager;
    this.transform = transform;
    this.images = images;
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public Epoch epoch(int epoch, int batchSize, long orderSeed) {
    return new Batches(ItemOrder.of(images.size(), orderSeed), batchSize);
  }

  /** Models of images keep moving averages of their own; no pass over a whole set is made. */
  @Override
  public void refreshStatistics(DensityModel model, int epoch) {}

  private final class Batches implements Epoch {
    private final ExecutorService assembler =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "image-batches");
              thread.setDaemon(true);
              return thread;
            });
    private final int[] order;
    private final int batchSize;
    private int assembled;
    private Future<ByteBuffer> next;

    Batches(int[] order, int batchSize) {
      this.order = order;
      this.batchSize = batchSize;
      this.next = assembler.submit(() -> assemble(0));
    }

    @Override
    public NDArray batch(NDManager step, int index) {
      if (index != assembled) {
        throw new IllegalStateException(
            "batches come in order: expected number %d, asked for %d".formatted(assembled, index));
      }
      ByteBuffer bytes = await(next);
      assembled++;
      if ((long) assembled * batchSize < order.length) {
        int following = assembled;
        next = assembler.submit(() -> assemble(following));
      }
      NDArray raw = RawItems.images(step, bytes, images.shape());
      Pass pass = Pass.evaluation(step);
      NDArray continuous =
          transform.dequantize(pass, raw, DeviceNoise.draw(step, transform.noise(), raw.size(0)));
      return transform.toModelSpace(pass, continuous);
    }

    private ByteBuffer assemble(int index) {
      int from = index * batchSize;
      int to = Math.min(from + batchSize, order.length);
      ByteBuffer bytes = ByteBuffer.allocateDirect((to - from) * images.shape().values());
      for (int i = from; i < to; i++) {
        images.copy(order[i], bytes);
      }
      return bytes.flip();
    }

    @Override
    public void close() {
      assembler.shutdownNow();
    }
  }

  private static ByteBuffer await(Future<ByteBuffer> batch) {
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("training was interrupted while a batch was read", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a batch of images cannot be read: " + e.getCause(), e);
    }
  }
}
