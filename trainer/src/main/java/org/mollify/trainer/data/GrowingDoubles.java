package org.mollify.trainer.data;

import java.util.Arrays;

/** A primitive array that grows by half: how a table of unknown length is read. */
final class GrowingDoubles {
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private double[] values = new double[1024];
  private int size;

  /**
   * Appends a value.
   *
   * @throws IllegalStateException if the values no longer fit into one array
   */
  void add(double value) {
    if (size == values.length) {
      if (size == LARGEST_ARRAY) {
        throw new IllegalStateException("more than " + LARGEST_ARRAY + " values");
      }
      long grown = size + (size >> 1) + 1L;
      values = Arrays.copyOf(values, (int) Math.min(grown, LARGEST_ARRAY));
    }
    values[size++] = value;
  }

  double[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
