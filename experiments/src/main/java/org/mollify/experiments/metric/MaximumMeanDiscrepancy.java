package org.mollify.experiments.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The squared maximum mean discrepancy of the paper's eq. 16,
 *
 * <pre>MMD^2(p, q) = E[K(x, x')] + E[K(y, y')] - 2 E[K(x, y)],   x, x' ~ p,  y, y' ~ q,</pre>
 *
 * estimated from samples {@code x} of shape {@code [n, D]} and {@code y} of shape {@code [m, D]}
 * with the {@link RbfKernel} of eq. 17. The paper takes n = m = 10 000.
 *
 * <p><b>The floor.</b> Two finite sample sets of one distribution differ too, so a number alone
 * says little. Estimate it once between two independent samples of the truth and report the model's
 * beside it:
 *
 * <pre>{@code
 * MmdResult floor = MaximumMeanDiscrepancy.estimate(truth, otherTruth, RbfKernel.PAPER);
 * MmdResult model = MaximumMeanDiscrepancy.estimate(truth, generated, RbfKernel.PAPER);
 * double timesTheFloor = model.ratioTo(floor);
 * }</pre>
 *
 * <p>Kernel values are summed tile by tile and never stored, so memory is O((n + m) D). Sums within
 * a strip of tiles, and the strips themselves, are added in a fixed order: the result is the same
 * to the last bit for any number of threads.
 */
public final class MaximumMeanDiscrepancy {

  /** Rows and columns of a tile: its coordinates and distances stay in the first-level cache. */
  private static final int TILE = 256;

  private static final int DEFAULT_THREADS =
      Math.min(2, Runtime.getRuntime().availableProcessors());

  private MaximumMeanDiscrepancy() {}

  /**
   * Estimates the squared discrepancy on at most two threads.
   *
   * @param x first samples, shape {@code [n, D]}, n at least 2
   * @param y second samples, shape {@code [m, D]}, m at least 2
   * @param kernel the kernel
   * @return both estimates
   * @throws IllegalArgumentException if a set has fewer than two samples, the widths differ, or a
   *     coordinate is not finite
   */
  public static MmdResult estimate(double[][] x, double[][] y, RbfKernel kernel) {
    return estimate(x, y, kernel, DEFAULT_THREADS);
  }

  /**
   * Estimates the squared discrepancy on a given number of threads.
   *
   * @param x first samples, shape {@code [n, D]}, n at least 2
   * @param y second samples, shape {@code [m, D]}, m at least 2
   * @param kernel the kernel
   * @param threads number of threads, at least 1; changes the time taken, never the result
   * @return both estimates
   * @throws IllegalArgumentException as {@link #estimate(double[][], double[][], RbfKernel)}, and
   *     if {@code threads} is below 1
   */
  public static MmdResult estimate(double[][] x, double[][] y, RbfKernel kernel, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
    double[][] xs = columns("first", x);
    double[][] ys = columns("second", y);
    if (xs.length != ys.length) {
      throw new IllegalArgumentException(
          "both sample sets must have one width, got %d columns and %d columns"
              .formatted(xs.length, ys.length));
    }
    double rate = -1 / (2 * kernel.lengthscale());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Double>> withinX = strips(pool, xs, xs, rate, true);
      List<Future<Double>> withinY = strips(pool, ys, ys, rate, true);
      List<Future<Double>> across = strips(pool, xs, ys, rate, false);
      return combine(total(withinX), total(withinY), total(across), kernel, x.length, y.length);
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * Turns sums of {@code exp(...)} into the estimates; {@code xx} and {@code yy} run over unordered
   * pairs of distinct samples, whose diagonal is exactly one each.
   */
  private static MmdResult combine(
      double xx, double yy, double xy, RbfKernel kernel, double n, double m) {
    double across = 2 * xy / (n * m);
    double biased = (n + 2 * xx) / (n * n) + (m + 2 * yy) / (m * m) - across;
    double unbiased = 2 * xx / (n * (n - 1)) + 2 * yy / (m * (m - 1)) - across;
    // The V-statistic is a squared norm; only rounding can take it below zero.
    return new MmdResult(
        kernel.variance() * Math.max(0, biased),
        kernel.variance() * unbiased,
        kernel,
        (int) n,
        (int) m);
  }

  private static List<Future<Double>> strips(
      ExecutorService pool, double[][] a, double[][] b, double rate, boolean upperTriangle) {
    List<Future<Double>> sums = new ArrayList<>();
    for (int start = 0; start < a[0].length; start += TILE) {
      int from = start;
      Callable<Double> strip = () -> sumStrip(a, b, from, rate, upperTriangle);
      sums.add(pool.submit(strip));
    }
    return sums;
  }

  /** Sums {@code exp(rate * distance^2)} of up to {@code TILE} rows of a against b's rows. */
  private static double sumStrip(
      double[][] a, double[][] b, int from, double rate, boolean upperTriangle) {
    int rowEnd = Math.min(from + TILE, a[0].length);
    int columns = b[0].length;
    double[] squared = new double[TILE];
    double strip = 0;
    for (int left = upperTriangle ? from : 0; left < columns; left += TILE) {
      int columnEnd = Math.min(left + TILE, columns);
      double tile = 0;
      for (int i = from; i < rowEnd; i++) {
        int first = upperTriangle ? Math.max(left, i + 1) : left;
        int width = columnEnd - first;
        squaredDistances(a, i, b, first, width, squared);
        double row = 0;
        for (int j = 0; j < width; j++) {
          row += Math.exp(rate * squared[j]);
        }
        tile += row;
      }
      strip += tile;
    }
    return strip;
  }

  private static void squaredDistances(
      double[][] a, int i, double[][] b, int first, int width, double[] squared) {
    for (int d = 0; d < a.length; d++) {
      double centre = a[d][i];
      double[] column = b[d];
      for (int j = 0; j < width; j++) {
        double difference = centre - column[first + j];
        squared[j] = d == 0 ? difference * difference : squared[j] + difference * difference;
      }
    }
  }

  private static double total(List<Future<Double>> sums) {
    double total = 0;
    try {
      for (Future<Double> sum : sums) {
        total += sum.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while computing the MMD", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("computing the MMD failed: " + e.getCause(), e.getCause());
    }
    return total;
  }

  private static double[][] columns(String which, double[][] rows) {
    if (rows.length < 2) {
      throw new IllegalArgumentException(
          "the %s sample set needs at least 2 samples, got %d".formatted(which, rows.length));
    }
    int width = rows[0].length;
    if (width == 0) {
      throw new IllegalArgumentException("the %s sample set has no columns".formatted(which));
    }
    double[][] columns = new double[width][rows.length];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != width) {
        throw new IllegalArgumentException(
            "row %d of the %s sample set has %d columns, the rows before it have %d"
                .formatted(i, which, rows[i].length, width));
      }
      for (int d = 0; d < width; d++) {
        if (!Double.isFinite(rows[i][d])) {
          throw new IllegalArgumentException(
              "row %d, column %d of the %s sample set is %s; remove such samples and report how many"
                  .formatted(i, d, which, rows[i][d]));
        }
        columns[d][i] = rows[i][d];
      }
    }
    return columns;
  }
}
