package org.mollify.trainer.mollify;

/**
 * The variance of the noise as a function of progress: {@code gamma(u)} falls from 1 at {@code u =
 * 0} to about 0 at {@code u = 1} (paper section 3 and appendix C). All values are clipped to [1e-9,
 * 1], as the authors' code does.
 */
@FunctionalInterface
public interface Schedule {

  /** Smallest value of every schedule. */
  double SMALLEST = 1e-9;

  /**
   * Returns the noise variance.
   *
   * @param progress {@code u = t / T}, 0 to 1
   * @return {@code gamma(u)}, in [1e-9, 1]
   */
  double variance(double progress);

  /**
   * {@code (s(e/tau) - s((u (e - b) + b)/tau)) / (s(e/tau) - s(b/tau))} with the logistic function
   * {@code s} (paper eq. 3 and appendix C).
   *
   * @param start {@code b}, where on the logistic curve to begin, 0 in the paper
   * @param end {@code e}, where to end, 3 in the paper
   * @param tau temperature, 0.7 in the paper; smaller falls earlier
   * @return the schedule
   * @throws IllegalArgumentException if {@code tau} is not positive or {@code end} not above {@code
   *     start}
   */
  static Schedule sigmoid(double start, double end, double tau) {
    if (!(tau > 0) || Double.isInfinite(tau)) {
      throw new IllegalArgumentException("tau expects a positive number; got " + tau);
    }
    if (!(end > start) || !Double.isFinite(start) || !Double.isFinite(end)) {
      throw new IllegalArgumentException(
          "the sigmoid schedule expects end above start; got start %s and end %s"
              .formatted(start, end));
    }
    double first = logistic(start / tau);
    double last = logistic(end / tau);
    return u -> clip((last - logistic((u * (end - start) + start) / tau)) / (last - first));
  }

  /**
   * {@code 1 - u} (Ho et al. 2020; appendix C).
   *
   * @return the schedule
   */
  static Schedule linear() {
    return u -> clip(1 - u);
  }

  /**
   * {@code cos((u + 0.0002) / 1.00025 * pi / 2)^2} (Nichol and Dhariwal 2021; constants of appendix
   * C).
   *
   * @return the schedule
   */
  static Schedule cosine() {
    return u -> {
      double cosine = Math.cos((u + 0.0002) / 1.00025 * Math.PI / 2);
      return clip(cosine * cosine);
    };
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double clip(double value) {
    return Math.min(1, Math.max(SMALLEST, value));
  }
}
