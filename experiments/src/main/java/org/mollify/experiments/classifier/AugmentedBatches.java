package org.mollify.experiments.classifier;

import java.util.SplittableRandom;

/**
 * The batches of an epoch: images in a seeded order, each mirrored with probability 1/2 and shifted
 * by up to {@value #SHIFT} pixels on either axis, with grey (the middle level) beyond the border.
 */
final class AugmentedBatches {

  private static final int SHIFT = 4;
  private static final float GREY = 127.5f;

  private final LabelledImages images;
  private final SplittableRandom random;
  private final int[] order;

  AugmentedBatches(LabelledImages images, long seed) {
    this.images = images;
    this.random = new SplittableRandom(seed);
    this.order = new int[images.count()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
  }

  /** Classes of a range of the epoch's images. */
  long[] labels(int from, int to) {
    long[] labels = new long[to - from];
    for (int i = from; i < to; i++) {
      labels[i - from] = images.labels()[order[i]];
    }
    return labels;
  }

  /** Grey levels of a range of the epoch's images; to be asked for in order. */
  float[] pixels(int from, int to) {
    float[] batch = new float[(to - from) * LabelledImages.VALUES];
    for (int i = from; i < to; i++) {
      boolean mirrored = random.nextBoolean();
      int down = random.nextInt(-SHIFT, SHIFT + 1);
      int right = random.nextInt(-SHIFT, SHIFT + 1);
      copy(order[i], mirrored, down, right, batch, (i - from) * LabelledImages.VALUES);
    }
    return batch;
  }

  private void copy(int image, boolean mirrored, int down, int right, float[] batch, int to) {
    int extent = LabelledImages.EXTENT;
    int next = to;
    for (int channel = 0; channel < LabelledImages.CHANNELS; channel++) {
      int from = image * LabelledImages.VALUES + channel * extent * extent;
      for (int i = 0; i < extent; i++) {
        for (int j = 0; j < extent; j++) {
          int row = i - down;
          int column = (mirrored ? extent - 1 - j : j) - right;
          boolean inside = row >= 0 && row < extent && column >= 0 && column < extent;
          batch[next++] = inside ? images.pixels()[from + row * extent + column] & 0xFF : GREY;
        }
      }
    }
  }
}
