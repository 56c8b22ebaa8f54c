package org.mollify.experiments.frechet;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The kernel distance (KID, Binkowski et al., 2018): the squared maximum mean discrepancy of
 * features under {@code k(x, y) = (x.y / d + 1)^3}, from m rows of either set by the unbiased
 *
 * <pre>MMD^2 = 1/(m(m-1)) sum_{i != j} (k(x_i, x_j) + k(y_i, y_j)) - 2/m^2 sum_{i,j} k(x_i, y_j),
 * </pre>
 *
 * averaged over subsets. Unlike the Fréchet distance it has no bias by the number of items. The
 * result is the same to the last bit for any number of processors.
 *
 * <p><b>Which interval.</b> {@link #overSubsets} is the usual way: subsets are drawn anew from all
 * items and overlap, so its interval says how well their mean is known for <em>these</em> items,
 * and shrinks with more subsets. {@link #overBlocks} uses each item once: its estimates are
 * independent, and its interval covers the distance between the distributions (Zaremba et al.,
 * 2013).
 */
public final class KernelDistance {

  /** Number of subsets in the literature. */
  public static final int SUBSETS = 100;

  /** Items of a subset in the literature. */
  public static final int SUBSET_SIZE = 1000;

  private KernelDistance() {}

  /**
   * Estimates the distance over subsets drawn with a seed, each without replacement.
   *
   * @param first features of one set
   * @param second features of the other set, by the same network
   * @param subsets number of subsets, at least 2
   * @param subsetSize items of a subset m, at least 2 and at most the smaller set
   * @param seed seed of the drawing
   * @return mean, standard error and 95 % confidence interval
   * @throws IllegalArgumentException if the features differ or the sizes do not fit
   */
  public static KernelResult overSubsets(
      FeatureSet first, FeatureSet second, int subsets, int subsetSize, long seed) {
    requireComparable(first, second);
    requireSizes(first, second, subsets, subsetSize);
    SplittableRandom random = new SplittableRandom(seed);
    int[][] left = new int[subsets][];
    int[][] right = new int[subsets][];
    for (int s = 0; s < subsets; s++) {
      left[s] = draw(first.count(), subsetSize, random);
      right[s] = draw(second.count(), subsetSize, random);
    }
    return summary(
        estimates(subsets, s -> unbiased(first, left[s], second, right[s])),
        first.features(),
        subsetSize,
        false);
  }

  /**
   * Estimates the distance over disjoint blocks of rows drawn with a seed; the items that fill no
   * block are left out.
   *
   * @param first features of one set
   * @param second features of the other set, by the same network
   * @param blockSize items of a block m, at least 2 and at most half the smaller set
   * @param seed seed of the order of the rows
   * @return mean, standard error and 95 % confidence interval
   * @throws IllegalArgumentException if the features differ or the sizes do not fit
   */
  public static KernelResult overBlocks(
      FeatureSet first, FeatureSet second, int blockSize, long seed) {
    requireComparable(first, second);
    int smaller = Math.min(first.count(), second.count());
    requireSizes(first, second, Math.max(2, smaller / Math.max(1, blockSize)), blockSize);
    int blocks = smaller / blockSize;
    if (blocks < 2) {
      throw new IllegalArgumentException(
          "%d items give no two blocks of %d; take smaller blocks".formatted(smaller, blockSize));
    }
    SplittableRandom random = new SplittableRandom(seed);
    int[] left = draw(first.count(), blocks * blockSize, random);
    int[] right = draw(second.count(), blocks * blockSize, random);
    IntToDoubleFunction estimate =
        b ->
            unbiased(
                first,
                Arrays.copyOfRange(left, b * blockSize, (b + 1) * blockSize),
                second,
                Arrays.copyOfRange(right, b * blockSize, (b + 1) * blockSize));
    return summary(estimates(blocks, estimate), first.features(), blockSize, true);
  }

  /**
   * The unbiased estimate from all items of both sets, without an interval.
   *
   * @throws IllegalArgumentException if the features differ or a set has fewer than 2 items
   */
  public static double unbiased(FeatureSet first, FeatureSet second) {
    requireComparable(first, second);
    requireSizes(first, second, 2, 2);
    return unbiased(
        first,
        IntStream.range(0, first.count()).toArray(),
        second,
        IntStream.range(0, second.count()).toArray());
  }

  private static double unbiased(FeatureSet first, int[] left, FeatureSet second, int[] right) {
    double[][] x = PolynomialKernelSums.columns(first, left);
    double[][] y = PolynomialKernelSums.columns(second, right);
    double n = left.length;
    double m = right.length;
    return 2 * PolynomialKernelSums.within(x) / (n * (n - 1))
        + 2 * PolynomialKernelSums.within(y) / (m * (m - 1))
        - 2 * PolynomialKernelSums.across(x, y) / (n * m);
  }

  private static double[] estimates(int count, IntToDoubleFunction estimate) {
    return IntStream.range(0, count).parallel().mapToDouble(estimate).toArray();
  }

  private static KernelResult summary(
      double[] estimates, String features, int subsetSize, boolean disjoint) {
    int n = estimates.length;
    double mean = 0;
    for (double estimate : estimates) {
      mean += estimate / n;
    }
    double squares = 0;
    for (double estimate : estimates) {
      squares += (estimate - mean) * (estimate - mean);
    }
    double error = Math.sqrt(squares / (n - 1) / n);
    double half = StudentQuantile.twoSided95(n - 1) * error;
    return new KernelResult(
        mean, error, mean - half, mean + half, features, n, subsetSize, disjoint);
  }

  /** The first rows of a seeded permutation (Fisher and Yates), without replacement. */
  private static int[] draw(int count, int size, SplittableRandom random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i, count);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return Arrays.copyOf(order, size);
  }

  private static void requireComparable(FeatureSet first, FeatureSet second) {
    if (!first.features().equals(second.features()) || first.dimension() != second.dimension()) {
      throw new IllegalArgumentException(
          "features of different networks cannot be compared: \"%s\" (%d) and \"%s\" (%d)"
              .formatted(
                  first.features(), first.dimension(), second.features(), second.dimension()));
    }
  }

  private static void requireSizes(FeatureSet first, FeatureSet second, int subsets, int size) {
    if (subsets < 2) {
      throw new IllegalArgumentException(
          "a confidence interval needs at least 2 subsets, got " + subsets);
    }
    int smaller = Math.min(first.count(), second.count());
    if (size < 2 || size > smaller) {
      throw new IllegalArgumentException(
          "a subset has 2 to %d items here (the sets have %d and %d), got %d"
              .formatted(smaller, first.count(), second.count(), size));
    }
  }
}
