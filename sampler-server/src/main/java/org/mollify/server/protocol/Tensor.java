package org.mollify.server.protocol;

import java.util.Arrays;
import java.util.List;

/**
 * A tensor with its elements, row-major.
 *
 * @param name its name
 * @param type type of its elements
 * @param shape sizes of its axes
 * @param numbers the elements; null where they are text
 * @param texts the elements; null where they are numbers
 */
public record Tensor(
    String name, TensorType type, long[] shape, double[] numbers, List<String> texts) {

  /** A tensor of numbers. */
  public static Tensor of(String name, TensorType type, long[] shape, double[] numbers) {
    return new Tensor(name, type, shape, numbers, null);
  }

  /** A vector in double precision. */
  public static Tensor vector(String name, double[] numbers) {
    return of(name, TensorType.FP64, new long[] {numbers.length}, numbers);
  }

  /** A vector of truth values. */
  public static Tensor flags(String name, boolean[] flags) {
    double[] numbers = new double[flags.length];
    Arrays.setAll(numbers, i -> flags[i] ? 1 : 0);
    return of(name, TensorType.BOOL, new long[] {flags.length}, numbers);
  }

  /**
   * Rows in double precision.
   *
   * @param name name of the tensor
   * @param rows at least one, all of one length
   * @param itemShape shape of a row
   */
  public static Tensor rows(String name, double[][] rows, List<Long> itemShape) {
    long[] shape = new long[itemShape.size() + 1];
    Arrays.setAll(shape, i -> i == 0 ? rows.length : itemShape.get(i - 1));
    double[] numbers = new double[rows.length * rows[0].length];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(rows[r], 0, numbers, r * rows[r].length, rows[r].length);
    }
    return of(name, TensorType.FP64, shape, numbers);
  }

  /** Number of elements. */
  int count() {
    return numbers == null ? texts.size() : numbers.length;
  }
}
