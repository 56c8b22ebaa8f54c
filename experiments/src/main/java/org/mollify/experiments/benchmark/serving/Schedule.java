package org.mollify.experiments.benchmark.serving;

import java.util.Locale;

/**
 * An open load: requests come at a rate, whatever became of those before.
 *
 * @param times how they are spread
 * @param perSecond mean rate
 * @param seed seed of random times
 */
record Schedule(Times times, double perSecond, long seed) {

  /** How arrivals are spread. */
  enum Times {
    /** As from many clients that know nothing of each other, a Poisson process. */
    RANDOM,
    /** One as long after another as every other, as from a generator of a constant rate. */
    EVEN;

    /** Reads {@code random} or {@code even}. */
    static Times of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads what {@link #toString} wrote. */
  static Schedule parse(String text) {
    String[] parts = text.split(":");
    return new Schedule(Times.of(parts[0]), Double.parseDouble(parts[1]), Long.parseLong(parts[2]));
  }

  /** Its requests from now on. */
  Arrivals start() {
    return new Arrivals(this);
  }

  @Override
  public String toString() {
    return times + ":" + perSecond + ":" + seed;
  }
}
