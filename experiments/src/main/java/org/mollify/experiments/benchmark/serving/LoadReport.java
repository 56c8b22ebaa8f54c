package org.mollify.experiments.benchmark.serving;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a load met with.
 *
 * @param mode {@code closed}, {@code random} or {@code even}
 * @param connections number of connections, 0 for a loop without any
 * @param rate wanted requests a second, 0 for as fast as answers come
 * @param seconds how long it took, until the last answer
 * @param latencies latencies of requests answered with 200, in microseconds
 * @param failures requests answered with another status
 * @param clientCores processors that the load itself kept busy
 */
record LoadReport(
    String mode,
    int connections,
    double rate,
    double seconds,
    Histogram latencies,
    long failures,
    double clientCores) {

  /** Head of a table of contenders, of which {@link #line} gives the middle. */
  static final String HEAD =
      "| who | load | connections | wanted/s | answered/s | rows/s | p50 ms | p90 ms | p99 ms | p99.9 ms"
          + " | max ms | refused | client cores | of the first |";

  /** Loads of one kind, one after another, as one. */
  static LoadReport together(List<LoadReport> parts) {
    LoadReport first = parts.get(0);
    Histogram latencies = new Histogram(Load.LONGEST_MICROS, 3);
    parts.forEach(part -> latencies.add(part.latencies));
    double seconds = parts.stream().mapToDouble(LoadReport::seconds).sum();
    return new LoadReport(
        first.mode,
        first.connections,
        first.rate,
        seconds,
        latencies,
        parts.stream().mapToLong(LoadReport::failures).sum(),
        parts.stream().mapToDouble(part -> part.clientCores * part.seconds).sum() / seconds);
  }

  /** Requests answered with 200 in a second. */
  double answeredPerSecond() {
    return latencies.getTotalCount() / seconds;
  }

  /** The cells of a line, for requests of so many rows. */
  String line(int rows) {
    return "| %s | %d | %s | %s | %.0f | %s | %s | %s | %s | %s | %d | %.2f |"
        .formatted(
            mode,
            connections,
            rate == 0 ? "-" : "%.0f".formatted(rate),
            (answeredPerSecond() < 10 ? "%.2f" : "%.0f").formatted(answeredPerSecond()),
            answeredPerSecond() * rows,
            percentile(50),
            percentile(90),
            percentile(99),
            percentile(99.9),
            millis(latencies.getMaxValue()),
            failures,
            clientCores);
  }

  private String percentile(double percent) {
    return millis(latencies.getValueAtPercentile(percent));
  }

  private static String millis(long micros) {
    return "%.2f".formatted(micros * 1e-3);
  }
}
