package org.mollify.experiments.benchmark.serving;

import java.util.SplittableRandom;

/**
 * When requests are due: at random times of a given rate (a Poisson process), whatever became of
 * those before, as from many clients that know nothing of each other.
 */
final class Arrivals {
  private final SplittableRandom random;
  private final double nanosBetween;
  private double next;

  /**
   * Arrivals from time 0 on.
   *
   * @param perSecond mean rate
   * @param seed seed of the times
   */
  Arrivals(double perSecond, long seed) {
    this.random = new SplittableRandom(seed);
    this.nanosBetween = 1e9 / perSecond;
  }

  /** The next arrival, in nanoseconds from the start; later than all before. */
  synchronized long next() {
    next -= nanosBetween * Math.log(1 - random.nextDouble());
    return (long) next;
  }
}
