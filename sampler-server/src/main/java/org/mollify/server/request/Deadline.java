package org.mollify.server.request;

import java.util.concurrent.TimeUnit;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * When a request has to be answered.
 *
 * @param came when it came, as {@link System#nanoTime} has it
 * @param millis how long it may take from then on; 0 for no limit
 */
record Deadline(long came, int millis) {

  /** The time of a request that comes now. */
  static Deadline within(int millis) {
    return new Deadline(System.nanoTime(), millis);
  }

  /** Whether there is one. */
  boolean exists() {
    return millis > 0;
  }

  /** Nanoseconds that are left, 0 when it is over; as good as no end where there is none. */
  long leftNanos() {
    return exists()
        ? Math.max(0, came + TimeUnit.MILLISECONDS.toNanos(millis) - System.nanoTime())
        : Long.MAX_VALUE;
  }

  /** The answer to a request whose time ended before its answer was there. */
  ProblemException late() {
    return new ProblemException(
        ProblemType.DEADLINE,
        "the answer was not there within "
            + millis
            + " ms; ask for less at once, or set "
            + ModelRequests.TIMEOUT
            + " to more");
  }

  /** The answer to a request whose time ended before its body was there. */
  ProblemException slow() {
    return new ProblemException(
        ProblemType.SLOW,
        "the body was not there within "
            + millis
            + " ms; send it faster, or set "
            + ModelRequests.TIMEOUT
            + " to more");
  }
}
