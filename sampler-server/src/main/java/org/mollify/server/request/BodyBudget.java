package org.mollify.server.request;

import java.util.Map;
import org.mollify.server.format.BodyMemory;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * How much memory a server gives to bodies at a time, from when they are read until their rows have
 * been taken or turned away: to their bytes, and to what these are read into, which may be many
 * times as much. Rows that were taken are bounded by {@link org.mollify.server.batch.Admission};
 * without this, all threads of the web server might fill the memory before any of them asks there.
 * Memory is taken as bytes come and as they are read, not as anything is announced (but for a first
 * part), so that nobody keeps others out by promises. A body above the budget is taken when it is
 * alone.
 */
final class BodyBudget {
  /** The other half is for rows that were taken, for answers, and for what is short-lived. */
  private static final int PART_OF_MEMORY = 2;

  private final long most;
  private long taken;

  /** The memory of one body. */
  final class Share implements AutoCloseable, BodyMemory {
    private long bytes;

    private Share() {}

    /**
     * Goes on with more bytes, before any of them is read into anything.
     *
     * @param total bytes that the body needs now
     * @throws ProblemException with status 503 when other bodies leave no room for them
     */
    void grow(long total) {
      synchronized (BodyBudget.this) {
        take(total - bytes);
      }
    }

    @Override
    public void take(long more) {
      synchronized (BodyBudget.this) {
        long others = taken - bytes;
        if (more > 0 && others > 0 && taken + more > most) {
          throw full(others);
        }
        taken += more;
        bytes += more;
      }
    }

    /** Gives all back; doing so twice does no harm. */
    @Override
    public void close() {
      synchronized (BodyBudget.this) {
        taken -= bytes;
        bytes = 0;
      }
    }
  }

  /** So many bytes at most. */
  BodyBudget(long most) {
    this.most = most;
  }

  /** Half of the memory that the JVM may use. */
  static BodyBudget ofMemory() {
    return new BodyBudget(Runtime.getRuntime().maxMemory() / PART_OF_MEMORY);
  }

  /** A share without bytes, to be closed when the body is needed no more. */
  Share share() {
    return new Share();
  }

  private ProblemException full(long others) {
    return new ProblemException(
        ProblemType.BUSY,
        "the server holds "
            + others
            + " of at most "
            + most
            + " bytes for bodies that it reads; ask again in a second",
        Map.of("Retry-After", "1"));
  }
}
