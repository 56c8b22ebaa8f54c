package org.mollify.exporter.proof;

import java.util.Arrays;
import java.util.List;
import org.mollify.runtime.bundle.BundleManifest.Check;

/**
 * Errors {@code |a - b| / (1 + |b|)} between a result and its reference, or for pixels {@code |a -
 * b|}, collected over many values.
 *
 * <p>Two values that are not finite in the same way agree. So do a value that overflowed and a
 * reference beyond {@value #OVERFLOW}: a core in single precision ends there, and a score that
 * overflows stands for a density of zero. Any other value that is not finite on one side only is an
 * infinite error.
 */
final class Errors {

  /** Far below the largest float, 3.4e38, which latents of such a score would pass. */
  private static final double OVERFLOW = 1e30;

  private final boolean relative;
  private double[] errors = new double[256];
  private int count;

  private Errors(boolean relative) {
    this.relative = relative;
  }

  /** Errors relative to {@code 1 + |b|}. */
  static Errors relative() {
    return new Errors(true);
  }

  /** Errors as they are. */
  static Errors absolute() {
    return new Errors(false);
  }

  /** Adds one pair. */
  void add(double value, double reference) {
    if (count == errors.length) {
      errors = Arrays.copyOf(errors, 2 * count);
    }
    errors[count++] = error(value, reference);
  }

  /** Adds pairs element by element. */
  void add(double[] values, double[] references) {
    for (int i = 0; i < values.length; i++) {
      add(values[i], references[i]);
    }
  }

  private double error(double value, double reference) {
    if (Double.compare(value, reference) == 0) {
      return 0;
    }
    if (!Double.isFinite(value) && !(Math.abs(reference) < OVERFLOW)) {
      return 0;
    }
    double error = Math.abs(value - reference) / (relative ? 1 + Math.abs(reference) : 1);
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }

  /** The largest error. */
  double max() {
    return quantile(1);
  }

  /** The smallest collected error that at least this part of all errors does not exceed. */
  double quantile(double part) {
    double[] sorted = Arrays.copyOf(errors, count);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(part * count) - 1)];
  }

  /**
   * What the proof says of these errors. JSON has no infinity; an error that overflowed is as far
   * from equal as a double can say.
   */
  Check check(String quantity, String inputs, int rows, List<Integer> batchSizes, boolean binding) {
    return new Check(
        quantity,
        inputs,
        rows,
        batchSizes,
        Math.min(max(), Double.MAX_VALUE),
        Math.min(quantile(0.999), Double.MAX_VALUE),
        binding);
  }
}
