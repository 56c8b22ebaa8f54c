package org.mollify.server.batch;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Lets those who are about to bring work go first. Where threads are more than processors, the
 * thread that runs a graph holds up the threads that read requests, and finds the few that came
 * before it; when it gives its processor away before each run, the run has all that have come. A
 * thread that nobody waits for gets it back at once, so that this costs nothing on an idle machine.
 *
 * <p>Beside threads that compute all the time and bring nothing, giving way costs a time slice of
 * some milliseconds each time. So it takes no longer than a given part of a run, and where it was
 * costly and brought nothing several times it is left out for some runs.
 *
 * <p>May be used by several threads; they share what was learned, roughly.
 */
final class GivingWay {
  /** A thread that gets the processor need not bring work yet; two in a row say that none will. */
  private static final int IN_VAIN = 2;

  private static final int MOST = 64;

  /** Longer than this, somebody else has computed meanwhile. */
  private static final long COSTLY_NANOS = 200_000;

  /**
   * One time may end while answers of the last run are still written, before their askers ask
   * again.
   */
  private static final int COSTLY_TIMES = 3;

  private static final int RUNS_WITHOUT = 15;

  private final Runnable yield;
  private final LongSupplier clock;
  private final long mostNanos;
  private volatile int costly;
  private volatile int without;

  /**
   * Gives the processor of this thread away.
   *
   * @param clock nanoseconds from any start
   * @param mostNanos how long one time may take, give or take a time slice
   */
  GivingWay(LongSupplier clock, long mostNanos) {
    this(Thread::yield, clock, mostNanos);
  }

  /**
   * For tests.
   *
   * @param yield gives way once
   * @param clock nanoseconds from any start
   * @param mostNanos how long one time may take
   */
  GivingWay(Runnable yield, LongSupplier clock, long mostNanos) {
    this.yield = yield;
    this.clock = clock;
    this.mostNanos = mostNanos;
  }

  /**
   * Gives way as long as that brings work.
   *
   * @param arrived number of jobs that ever came
   * @param full whether more would not join the next run
   */
  void whileWorkComes(LongSupplier arrived, BooleanSupplier full) {
    if (without > 0) {
      without--;
      return;
    }
    long start = clock.getAsLong();
    long first = arrived.getAsLong();
    long before = first;
    long took = 0;
    int vain = 0;
    for (int times = 0;
        times < MOST && vain < IN_VAIN && took < mostNanos && !full.getAsBoolean();
        times++) {
      yield.run();
      long now = arrived.getAsLong();
      vain = now == before ? vain + 1 : 0;
      before = now;
      took = clock.getAsLong() - start;
    }
    costly = before == first && took > COSTLY_NANOS ? costly + 1 : 0;
    if (costly >= COSTLY_TIMES) {
      without = RUNS_WITHOUT;
    }
  }
}
