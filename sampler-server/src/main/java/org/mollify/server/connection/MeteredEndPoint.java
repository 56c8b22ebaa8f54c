package org.mollify.server.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.thread.Scheduler;

/** A connection that counts its bytes, and tells which of client and server the other waits for. */
final class MeteredEndPoint extends SocketChannelEndPoint {
  private volatile long bytesIn;
  private volatile long bytesOut;
  private volatile boolean writing;
  private volatile boolean bodyOpen;

  /** Kept by {@link ConnectionWatch} from one look to the next. */
  private ConnectionWatch.Mark mark = ConnectionWatch.Mark.NEW;

  MeteredEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
    super(channel, selector, key, scheduler);
  }

  /** The connection below what requests are read from, which is inside TLS where there is TLS. */
  static MeteredEndPoint of(EndPoint endPoint) {
    EndPoint lowest = endPoint;
    while (lowest instanceof EndPoint.Wrapper wrapper) {
      lowest = wrapper.unwrap();
    }
    return (MeteredEndPoint) lowest;
  }

  // One thread at a time fills, and one flushes: the counters have one writer each.
  @Override
  @SuppressWarnings("NonAtomicOperationOnVolatileField")
  public int fill(ByteBuffer buffer) throws IOException {
    int filled = super.fill(buffer);
    if (filled > 0) {
      bytesIn += filled;
    }
    return filled;
  }

  @Override
  @SuppressWarnings("NonAtomicOperationOnVolatileField")
  public boolean flush(ByteBuffer... buffers) throws IOException {
    long before = remaining(buffers);
    boolean all = super.flush(buffers);
    bytesOut += before - remaining(buffers);
    writing = !all;
    return all;
  }

  long bytesIn() {
    return bytesIn;
  }

  long bytesOut() {
    return bytesOut;
  }

  /** Whether an answer waits for the client to take what was sent. */
  boolean isWriting() {
    return writing;
  }

  /** Whether the server waits for the client to send more. */
  boolean isReading() {
    Connection http = http();
    return http != null && http.getEndPoint().isFillInterested();
  }

  /** Requests whose headers have come so far. */
  long requests() {
    Connection http = http();
    return http == null ? 0 : http.getMessagesIn();
  }

  /** Whether a request is under way that has a body, of which more may come. */
  boolean isBodyOpen() {
    return bodyOpen;
  }

  /** Notes that such a request begins or ends. */
  void bodyOpen(boolean now) {
    bodyOpen = now;
  }

  /**
   * Ends the connection, unless bytes come at this moment: as after a silence that was too long,
   * the client is told that no answer will follow, and the next time it is not waited for.
   */
  void endBetweenRequests() {
    if (http() != null && http().getEndPoint() instanceof AbstractEndPoint reading) {
      reading.getFillInterest().onFail(new TimeoutException("the server stops"));
    }
  }

  ConnectionWatch.Mark mark() {
    return mark;
  }

  void mark(ConnectionWatch.Mark next) {
    mark = next;
  }

  /** What reads requests, inside TLS where there is TLS; null while a connection is being made. */
  private Connection http() {
    Connection connection = getConnection();
    return connection instanceof SslConnection ssl
        ? ssl.getSslEndPoint().getConnection()
        : connection;
  }

  private static long remaining(ByteBuffer... buffers) {
    long remaining = 0;
    for (ByteBuffer buffer : buffers) {
      remaining += buffer.remaining();
    }
    return remaining;
  }
}
