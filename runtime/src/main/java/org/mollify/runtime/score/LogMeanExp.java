package org.mollify.runtime.score;

/**
 * Streaming {@code log((1/K) sum_k exp(w_k))}: one pass, no overflow, the same result however the
 * weights arrive in chunks.
 *
 * <p>Keeps the largest weight m and s = sum exp(w_k - m). A weight of -Infinity counts as zero. A
 * weight of NaN or +Infinity means that the model overflowed: the result is NaN.
 */
public final class LogMeanExp {
  private double largest = Double.NEGATIVE_INFINITY;
  private double sum;
  private long count;
  private boolean overflowed;

  /** Adds one log weight. */
  public void add(double logWeight) {
    count++;
    if (Double.isNaN(logWeight) || logWeight == Double.POSITIVE_INFINITY) {
      overflowed = true;
    } else if (logWeight > largest) {
      sum = sum * StrictMath.exp(largest - logWeight) + 1;
      largest = logWeight;
    } else if (logWeight != Double.NEGATIVE_INFINITY) {
      sum += StrictMath.exp(logWeight - largest);
    }
  }

  /** The logarithm of the mean weight so far. */
  public double value() {
    if (overflowed || count == 0) {
      return Double.NaN;
    }
    return sum == 0
        ? Double.NEGATIVE_INFINITY
        : largest + (StrictMath.log(sum) - StrictMath.log(count));
  }
}
