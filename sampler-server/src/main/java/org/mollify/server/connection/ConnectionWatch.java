package org.mollify.server.connection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.mollify.server.config.LimitsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections of clients that send a header, or a body, or take an answer, so slowly that
 * they would hold a connection and a thread for long. Silence is the idle timeout's business; this
 * is for those that send a byte now and then. It looks at all connections several times within the
 * time that a header may take.
 *
 * <p>A server that stops waits for the end of its connections: those on which no request is under
 * way are ended here as well. Jetty would cut short the silence of all of them, also where a
 * request has time left.
 */
final class ConnectionWatch extends AbstractLifeCycle {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);
  private static final int LOOKS_PER_TIMEOUT = 4;
  private static final long LONGEST_PAUSE = 1000;

  /** How long a server that stops waits for a request to begin, or for its header. */
  private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What a connection waits for. */
  private enum Phase {
    /** For the server to do its work. */
    WORK,
    /** For a request to begin. */
    IDLE,
    HEADER,
    BODY,
    ANSWER
  }

  /**
   * Since when a connection has been waiting for the same.
   *
   * @param phase for what
   * @param requests requests that had come then
   * @param bytes bytes that had gone the way in question then
   * @param since time of the first look that saw it, in nanoseconds
   */
  record Mark(Phase phase, long requests, long bytes, long since) {
    static final Mark NEW = new Mark(Phase.IDLE, 0, 0, 0);
  }

  private final ServerConnector connector;
  private final long timeoutNanos;
  private final double bytesPerSecond;
  private final long pauseMillis;
  private volatile Scheduler.Task next;

  ConnectionWatch(ServerConnector connector, LimitsConfig limits) {
    this.connector = connector;
    this.timeoutNanos = limits.headerTimeout().toNanos();
    this.bytesPerSecond = limits.minDataRate().bytes();
    this.pauseMillis =
        Math.min(LONGEST_PAUSE, limits.headerTimeout().toMillis() / LOOKS_PER_TIMEOUT);
  }

  @Override
  protected void doStart() {
    schedule();
  }

  @Override
  protected void doStop() {
    next.cancel();
  }

  private void schedule() {
    next = connector.getScheduler().schedule(this::look, pauseMillis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      long now = System.nanoTime();
      for (EndPoint endPoint : connector.getConnectedEndPoints()) {
        if (endPoint instanceof MeteredEndPoint metered) {
          look(metered, now);
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("connections could not be looked at", e);
    } finally {
      if (isRunning()) {
        schedule();
      }
    }
  }

  private void look(MeteredEndPoint client, long now) {
    Mark mark = client.mark();
    Phase phase = phase(client, mark);
    long bytes = phase == Phase.ANSWER ? client.bytesOut() : client.bytesIn();
    if (phase != mark.phase() || client.requests() != mark.requests()) {
      client.mark(new Mark(phase, client.requests(), bytes, now));
      return;
    }
    long waited = now - mark.since();
    boolean between = phase == Phase.IDLE || phase == Phase.HEADER;
    if (between && connector.isShutdown() && waited >= LAST_NANOS) {
      client.endBetweenRequests();
      return;
    }
    if (phase == Phase.WORK || phase == Phase.IDLE || waited < timeoutNanos) {
      return;
    }
    double rate = (bytes - mark.bytes()) * 1e9 / waited;
    if (phase == Phase.HEADER || rate < bytesPerSecond) {
      LOG.info("closed a connection that was too slow: {}", phase);
      client.close(new TimeoutException("the client is too slow"));
    }
  }

  /** A header is on its way when bytes have come since a look that saw none on its way. */
  private static Phase phase(MeteredEndPoint client, Mark mark) {
    if (client.isWriting()) {
      return Phase.ANSWER;
    } else if (!client.isReading()) {
      return Phase.WORK;
    } else if (client.isBodyOpen()) {
      return Phase.BODY;
    } else if (client.requests() != mark.requests()) {
      return Phase.IDLE;
    }
    boolean begins = mark.phase() == Phase.IDLE && client.bytesIn() > mark.bytes();
    return begins || mark.phase() == Phase.HEADER ? Phase.HEADER : Phase.IDLE;
  }
}
