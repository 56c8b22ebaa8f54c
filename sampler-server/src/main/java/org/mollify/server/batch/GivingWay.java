package org.mollify.server.batch;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Lets those who are about to bring work go first. Where threads are more than processors, the
 * thread that runs a graph holds up the threads that read requests, and finds the few that came
 * before it; when it gives its processor away before each run, the run has all that have come. A
 * thread that nobody waits for gets it back at once, so that this costs nothing on an idle machine.
 */
final class GivingWay {
  /** A thread that gets the processor need not bring work yet; two in a row say that none will. */
  private static final int IN_VAIN = 2;

  /** Bounds the wait beside threads that compute all the time. */
  private static final int MOST = 64;

  private final Runnable yield;

  /** Gives the processor of this thread away. */
  GivingWay() {
    this(Thread::yield);
  }

  /**
   * For tests.
   *
   * @param yield gives way once
   */
  GivingWay(Runnable yield) {
    this.yield = yield;
  }

  /**
   * Gives way as long as that brings work.
   *
   * @param arrived number of jobs that ever came
   * @param full whether more would not join the next run
   */
  void whileWorkComes(LongSupplier arrived, BooleanSupplier full) {
    long before = arrived.getAsLong();
    int vain = 0;
    for (int times = 0; times < MOST && vain < IN_VAIN && !full.getAsBoolean(); times++) {
      yield.run();
      long now = arrived.getAsLong();
      vain = now == before ? vain + 1 : 0;
      before = now;
    }
  }
}
