package org.mollify.server.connection;

import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.mollify.server.access.RequestTrace;

/**
 * Takes what a client still sends of a body after it has been answered, such as one whose key is
 * refused, for a while. To close a connection on which bytes come that nobody reads is to reset it,
 * and a reset takes the answer away from a client that has not read it yet (RFC 9112, section 9.6).
 * No thread waits for these bytes, and where they end the connection is kept. A client that waits
 * to be told that its body is wanted, and was not told so, sends none.
 *
 * <p>{@link ConnectionWatch} is told how long a request has a body on its way.
 */
public final class UnreadBodies extends Handler.Wrapper {
  /** Before the end of an answer; its connection is kept when this is enough. */
  private static final int MOST_READS = 16;

  private static final long MOST_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long LAST_MILLIS = Duration.ofSeconds(1).toMillis();
  private static final long LAST_NANOS = Duration.ofMillis(LAST_MILLIS).toNanos();
  private static final long SILENT_MILLIS = Duration.ofSeconds(5).toMillis();

  private final long mostBytes;

  /**
   * Takes bodies to their end.
   *
   * @param handler what answers
   * @param mostBytes how much is taken after an answer
   */
  public UnreadBodies(Handler handler, long mostBytes) {
    super(handler);
    this.mostBytes = mostBytes;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    boolean hasBody =
        request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    if (!hasBody) {
      return super.handle(request, response, callback);
    }
    Body body = new Body(request);
    MeteredEndPoint.of(body.endPoint()).bodyOpen(true);
    boolean handled = false;
    try {
      handled = super.handle(body, response, new Rest(body, response, callback));
    } finally {
      if (!handled) {
        MeteredEndPoint.of(body.endPoint()).bodyOpen(false);
      }
    }
    return handled;
  }

  /** A body of which something may be left when its request has been answered. */
  private static final class Body extends Request.Wrapper {
    private boolean wanted;
    private boolean asked;
    private boolean left;

    Body(Request request) {
      super(request);
      wanted = !request.getHeaders().contains(HttpHeader.EXPECT);
    }

    EndPoint endPoint() {
      return getConnectionMetaData().getConnection().getEndPoint();
    }

    @Override
    public void demand(Runnable then) {
      wanted = true;
      super.demand(then);
    }

    /** Takes what has come; the request itself would give the rest up for good. */
    @Override
    public boolean consumeAvailable() {
      asked = true;
      if (!wanted) {
        return super.consumeAvailable();
      }
      left = true;
      for (int reads = 0; left && reads < MOST_READS; reads++) {
        Content.Chunk chunk = read();
        if (chunk == null) {
          break;
        }
        chunk.release();
        left = !chunk.isLast();
      }
      return !left && super.consumeAvailable();
    }
  }

  /** Takes what is left, then lets the exchange end. */
  private final class Rest extends Callback.Nested {
    private final Body body;
    private final Response response;

    /** Of the connection, while it is shorter; 0 otherwise. */
    private long idleTimeout;

    private long bytes;
    private long since;

    Rest(Body body, Response response, Callback answered) {
      super(answered);
      this.body = body;
      this.response = response;
    }

    @Override
    public void succeeded() {
      // Nobody asks where the answer was under way before its end.
      if (!body.asked) {
        body.consumeAvailable();
      }
      // An answer that has not begun is sent by the end of the exchange.
      if (body.left && response.isCommitted()) {
        RequestTrace.of(body).answered();
        idleTimeout = body.endPoint().getIdleTimeout();
        long silent = stops() ? LAST_MILLIS : SILENT_MILLIS;
        body.endPoint().setIdleTimeout(Math.min(idleTimeout, silent));
        since = System.nanoTime();
        take();
      } else {
        release();
        super.succeeded();
      }
    }

    @Override
    public void failed(Throwable failure) {
      release();
      super.failed(failure);
    }

    private void take() {
      boolean more;
      try {
        more = isMoreToCome();
      } catch (RuntimeException e) {
        failed(e);
        return;
      }
      if (!more) {
        release();
        super.succeeded();
      }
    }

    /** Takes what is there; if the end is not, it goes on when more is. */
    private boolean isMoreToCome() {
      while (true) {
        Content.Chunk chunk = body.read();
        if (chunk == null) {
          body.demand(this::take);
          return true;
        }
        bytes += chunk.remaining();
        chunk.release();
        boolean enough =
            bytes > mostBytes || System.nanoTime() - since > (stops() ? LAST_NANOS : MOST_NANOS);
        if (enough || chunk.isLast() || Content.Chunk.isFailure(chunk)) {
          return false;
        }
      }
    }

    /** A server that stops waits for the end of this, and there is nothing more to answer. */
    private boolean stops() {
      return body.getConnectionMetaData().getConnector().isShutdown();
    }

    /** The connection may have its next request before the end of this one returns. */
    private void release() {
      if (idleTimeout > 0) {
        body.endPoint().setIdleTimeout(idleTimeout);
      }
      MeteredEndPoint.of(body.endPoint()).bodyOpen(false);
    }
  }
}
