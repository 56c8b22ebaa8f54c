package org.mollify.experiments.frechet;

/**
 * Gathers {@link FeatureStatistics} from features that come in blocks of any size. Memory is
 * O(d^2), whatever the number of items.
 *
 * <p>Rows are collected into blocks of {@value #BLOCK}. A full block of m rows with mean b and
 * scatter S (about its own mean) joins n earlier rows with mean a and scatter T by
 *
 * <pre>T' = T + S + n m / (n + m) (b - a)(b - a)^T,   a' = a + m / (n + m) (b - a)</pre>
 *
 * (Chan, Golub and LeVeque, 1979), so no large numbers cancel. The blocks depend only on the order
 * of the rows, never on how they were handed in: the result is the same to the last bit.
 */
public final class FeatureAccumulator {

  private static final int BLOCK = 256;

  /** Columns of a tile: 256 rows of it stay in the second-level cache. */
  private static final int TILE = 256;

  private final String features;
  private final int dimension;
  private final double[][] rows;
  private final double[] mean;
  private final double[][] scatter;
  private int pending;
  private long count;

  /**
   * Starts with no rows.
   *
   * @param features name of the feature network, or an empty string
   * @param dimension number of features d, at least 1
   * @throws IllegalArgumentException if {@code dimension} is below 1
   */
  public FeatureAccumulator(String features, int dimension) {
    if (dimension < 1) {
      throw new IllegalArgumentException("features have at least 1 dimension, got " + dimension);
    }
    this.features = features;
    this.dimension = dimension;
    this.rows = new double[BLOCK][dimension];
    this.mean = new double[dimension];
    this.scatter = new double[dimension][dimension];
  }

  /** Number of rows so far. */
  public long count() {
    return count + pending;
  }

  /**
   * Adds rows.
   *
   * @param values n x d features, row-major
   * @return this
   * @throws IllegalArgumentException if the values do not fill rows, or one is not finite; then
   *     none of them was added
   */
  public FeatureAccumulator add(float[] values) {
    FeatureSet.requireRows(dimension, values, count());
    for (int start = 0; start < values.length; start += dimension) {
      for (int j = 0; j < dimension; j++) {
        rows[pending][j] = values[start + j];
      }
      if (++pending == BLOCK) {
        join();
      }
    }
    return this;
  }

  /**
   * The statistics of all rows so far; more may follow.
   *
   * @throws IllegalStateException if there are fewer than 2 rows
   */
  public FeatureStatistics statistics() {
    if (count() < 2) {
      throw new IllegalStateException("a covariance needs at least 2 items, got " + count());
    }
    FeatureAccumulator whole = this;
    if (pending > 0) {
      whole = copy();
      whole.join();
    }
    double[][] covariance = new double[dimension][dimension];
    for (int i = 0; i < dimension; i++) {
      for (int j = i; j < dimension; j++) {
        covariance[i][j] = whole.scatter[i][j] / (whole.count - 1);
        covariance[j][i] = covariance[i][j];
      }
    }
    return new FeatureStatistics(features, whole.mean.clone(), covariance, whole.count);
  }

  /** A copy, so that a partly filled block can be closed without moving later boundaries. */
  private FeatureAccumulator copy() {
    FeatureAccumulator copy = new FeatureAccumulator(features, dimension);
    for (int i = 0; i < pending; i++) {
      copy.rows[i] = rows[i].clone();
    }
    for (int i = 0; i < dimension; i++) {
      copy.scatter[i] = scatter[i].clone();
    }
    System.arraycopy(mean, 0, copy.mean, 0, dimension);
    copy.pending = pending;
    copy.count = count;
    return copy;
  }

  private void join() {
    double[] shift = new double[dimension];
    for (int r = 0; r < pending; r++) {
      for (int j = 0; j < dimension; j++) {
        shift[j] += rows[r][j] / pending;
      }
    }
    for (int r = 0; r < pending; r++) {
      for (int j = 0; j < dimension; j++) {
        rows[r][j] -= shift[j];
      }
    }
    double total = (double) count + pending;
    for (int j = 0; j < dimension; j++) {
      shift[j] -= mean[j];
    }
    double weight = count * (pending / total);
    for (int i = 0; i < dimension; i++) {
      double scaled = weight * shift[i];
      for (int j = i; j < dimension; j++) {
        scatter[i][j] += scaled * shift[j];
      }
      mean[i] += shift[i] * (pending / total);
    }
    addProducts();
    count += pending;
    pending = 0;
  }

  /** Adds X^T X of the centred rows to the upper triangle, four rows at a time. */
  private void addProducts() {
    int whole = pending - pending % 4;
    for (int left = 0; left < dimension; left += TILE) {
      int right = Math.min(left + TILE, dimension);
      for (int i = 0; i < right; i++) {
        int from = Math.max(i, left);
        for (int r = 0; r < whole; r += 4) {
          addRows(scatter[i], r, i, from, right);
        }
        for (int r = whole; r < pending; r++) {
          double factor = rows[r][i];
          for (int j = from; j < right; j++) {
            scatter[i][j] += factor * rows[r][j];
          }
        }
      }
    }
  }

  private void addRows(double[] target, int r, int i, int from, int to) {
    double[] a = rows[r];
    double[] b = rows[r + 1];
    double[] c = rows[r + 2];
    double[] d = rows[r + 3];
    double fa = a[i];
    double fb = b[i];
    double fc = c[i];
    double fd = d[i];
    for (int j = from; j < to; j++) {
      target[j] += fa * a[j] + fb * b[j] + fc * c[j] + fd * d[j];
    }
  }
}
