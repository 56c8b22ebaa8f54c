package org.mollify.experiments.benchmark.serving;

import java.util.SplittableRandom;

/** When the requests of a {@link Schedule} are due. */
final class Arrivals {
  private final Schedule.Times times;
  private final SplittableRandom random;
  private final double nanosBetween;
  private double next;

  /** Arrivals from time 0 on. */
  Arrivals(Schedule schedule) {
    this.times = schedule.times();
    this.random = new SplittableRandom(schedule.seed());
    this.nanosBetween = 1e9 / schedule.perSecond();
  }

  /** The next arrival, in nanoseconds from the start; later than all before. */
  synchronized long next() {
    next +=
        switch (times) {
          case RANDOM -> -nanosBetween * Math.log(1 - random.nextDouble());
          case EVEN -> nanosBetween;
        };
    return (long) next;
  }
}
