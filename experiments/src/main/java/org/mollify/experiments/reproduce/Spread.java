package org.mollify.experiments.reproduce;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Mean and sample standard deviation (n - 1) over seeds.
 *
 * @param n number of seeds
 * @param mean mean, NaN if there are none or one was not finite
 * @param deviation standard deviation, NaN below two
 */
public record Spread(int n, double mean, double deviation) {

  /**
   * Summarises values.
   *
   * @param values one a seed; null stands for one that was not finite
   * @return their mean and deviation
   */
  public static Spread of(List<Double> values) {
    int n = values.size();
    if (n == 0 || values.stream().anyMatch(Objects::isNull)) {
      return new Spread(n, Double.NaN, Double.NaN);
    }
    double mean = values.stream().mapToDouble(Double::doubleValue).sum() / n;
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return new Spread(n, mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1)));
  }

  @Override
  public String toString() {
    if (n == 0) {
      return "";
    }
    if (Double.isNaN(mean)) {
      return "not finite";
    }
    return Double.isNaN(deviation)
        ? String.format(Locale.ROOT, "%.2f", mean)
        : String.format(Locale.ROOT, "%.2f ± %.2f", mean, deviation);
  }
}
