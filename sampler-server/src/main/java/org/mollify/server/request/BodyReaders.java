package org.mollify.server.request;

import java.util.Map;
import java.util.concurrent.Semaphore;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * Threads of the web server that may wait for bytes of bodies at a time. Each body that comes
 * slowly holds one; without this, clients that send little now and then could hold them all, and
 * nobody would be answered who sends no body, such as who asks for health.
 */
final class BodyReaders {

  /** About half of the threads that Javalin gives its web server, which are 250. */
  private static final int MOST = 128;

  private final Semaphore free = new Semaphore(MOST);

  /** The right to wait for bytes. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Begins to read.
   *
   * @return to be closed when nothing more is read
   * @throws ProblemException with status 503 when too many others read
   */
  Turn begin() {
    if (!free.tryAcquire()) {
      throw new ProblemException(
          ProblemType.BUSY,
          MOST + " bodies are being read; ask again in a second",
          Map.of("Retry-After", "1"));
    }
    return free::release;
  }
}
