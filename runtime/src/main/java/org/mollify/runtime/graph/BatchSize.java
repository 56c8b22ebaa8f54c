package org.mollify.runtime.graph;

import org.mollify.runtime.Provider;

/**
 * How many rows one run of a graph takes.
 *
 * <p>Kernels round differently with the shape of their operands: a single row takes another path
 * through a matrix product, and the tail of an array that does not fill a vector register is
 * computed by scalar code. So that an answer does not depend on its neighbours, runs are padded: on
 * the CPU to a multiple of a few rows, on a GPU, where the algorithm itself is chosen by shape,
 * always to the largest batch.
 *
 * @param most largest number of rows in one run, a multiple of {@code multiple}
 * @param multiple every run has a multiple of this number of rows
 */
public record BatchSize(int most, int multiple) {
  private static final int MOST_ROWS = 1024;
  private static final long MOST_SCALARS = 1L << 22;

  /** The layers of a network of images are some hundred times as large as the images. */
  private static final long MOST_PIXELS = 1L << 20;

  private static final int VECTOR_MULTIPLE = 16;
  private static final int IMAGE_MULTIPLE = 2;

  /**
   * Chooses the batch size of a role.
   *
   * @param scalarsPerRow numbers in the largest input or output of one row, times the importance
   *     samples of a run
   * @param image whether items are images; their own sizes fill vector registers
   * @param provider where the graph runs
   * @param requested largest number of rows wanted, 0 to choose
   * @return the batch size
   */
  public static BatchSize choose(
      long scalarsPerRow, boolean image, Provider provider, int requested) {
    int multiple = image ? IMAGE_MULTIPLE : VECTOR_MULTIPLE;
    long room = (image ? MOST_PIXELS : MOST_SCALARS) / scalarsPerRow;
    long most = requested > 0 ? requested : Math.min(MOST_ROWS, room);
    int rounded = Math.toIntExact(Math.max(1, (most + multiple - 1) / multiple) * multiple);
    return new BatchSize(rounded, provider == Provider.CUDA ? rounded : multiple);
  }

  /** Number of rows to run for so many rows of interest. */
  public int padded(int rows) {
    return (rows + multiple - 1) / multiple * multiple;
  }
}
