package org.mollify.server;

import java.util.concurrent.TimeUnit;
import java.util.function.DoublePredicate;

/** Reads single numbers from {@code /metrics}. */
final class Meters {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Client client;

  Meters(Client client) {
    this.client = client;
  }

  String text() throws Exception {
    return Client.text(client.get("/metrics"));
  }

  /** The value of a line that begins so, 0 when there is none. */
  double value(String nameAndLabels) throws Exception {
    return text()
        .lines()
        .filter(line -> line.startsWith(nameAndLabels + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }

  /** Waits until a value is as wanted. */
  void await(String nameAndLabels, DoublePredicate wanted) throws Exception {
    long start = System.nanoTime();
    double value = value(nameAndLabels);
    while (!wanted.test(value)) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError(nameAndLabels + " stays at " + value);
      }
      Thread.sleep(5);
      value = value(nameAndLabels);
    }
  }
}
