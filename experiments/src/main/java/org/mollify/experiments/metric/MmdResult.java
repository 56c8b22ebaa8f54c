package org.mollify.experiments.metric;

/**
 * Two estimates of the squared maximum mean discrepancy between two sample sets.
 *
 * @param squaredBiased the V-statistic (each sample also paired with itself): never negative, and
 *     above zero on average even when both sets come from one distribution
 * @param squaredUnbiased the U-statistic (no sample paired with itself): right on average, negative
 *     about as often as not when both sets come from one distribution
 * @param kernel the kernel that both used
 * @param n number of samples in the first set
 * @param m number of samples in the second set
 */
public record MmdResult(
    double squaredBiased, double squaredUnbiased, RbfKernel kernel, int n, int m) {

  /**
   * How many times farther from the truth this result is than another, by the biased estimates. The
   * kernel's variance cancels, so a ratio can be compared with one computed from a publication that
   * scales its kernel differently.
   *
   * @param other the result to divide by, with an equal kernel
   * @return {@code squaredBiased / other.squaredBiased}
   * @throws IllegalArgumentException if the kernels differ
   */
  public double ratioTo(MmdResult other) {
    if (!kernel.equals(other.kernel)) {
      throw new IllegalArgumentException(
          "a ratio needs two results with one kernel, got %s and %s"
              .formatted(kernel, other.kernel));
    }
    return squaredBiased / other.squaredBiased;
  }
}
