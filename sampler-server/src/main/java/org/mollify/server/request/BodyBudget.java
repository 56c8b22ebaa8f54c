package org.mollify.server.request;

import java.util.Map;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * How many bytes of bodies a server holds at a time, from when they are read until their rows have
 * been taken or turned away. Rows that were taken are bounded by {@link
 * org.mollify.server.batch.Admission}; without this, all threads of the web server might fill the
 * memory before any of them asks there. Bytes are taken as they come and not as they are announced,
 * so that nobody keeps others out by promises. A body above the budget is taken when it is alone.
 */
final class BodyBudget {
  /** What a body is read into takes up to about twice its bytes beside it. */
  private static final int PART_OF_MEMORY = 4;

  private final long most;
  private long taken;

  /** The bytes of one body. */
  final class Share implements AutoCloseable {
    private long bytes;

    private Share() {}

    /**
     * Goes on with more bytes.
     *
     * @param total bytes that the body needs now
     * @throws ProblemException with status 503 when other bodies leave no room for them
     */
    void grow(long total) {
      synchronized (BodyBudget.this) {
        long others = taken - bytes;
        if (others > 0 && others + total > most) {
          throw full(others);
        }
        taken = others + total;
        bytes = total;
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

  /** A quarter of the memory that the JVM may use. */
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
            + " bytes of bodies that it reads; ask again in a second",
        Map.of("Retry-After", "1"));
  }
}
