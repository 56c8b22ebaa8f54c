package org.mollify.server.connection;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Takes what a client still sends of a body after it has been answered, such as one whose key is
 * refused, for a while. To close a connection on which bytes come that nobody reads is to reset it,
 * and a reset takes the answer away from a client that has not read it yet (RFC 9112, section 9.6).
 * No thread waits for these bytes. A client that waits to be told that its body is wanted, and was
 * not told so, sends none.
 */
public final class UnreadBodies extends Handler.Wrapper {
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Before an answer; its connection is kept when this is enough. */
  private static final int MOST_READS = 16;

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
    boolean body =
        request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    if (!body) {
      return super.handle(request, response, callback);
    }
    Body taken = new Body(request);
    return super.handle(taken, response, new Rest(taken, callback));
  }

  /** A body of which something may be left when its request has been answered. */
  private static final class Body extends Request.Wrapper {
    private boolean wanted;
    private boolean left;

    Body(Request request) {
      super(request);
      wanted = !request.getHeaders().contains(HttpHeader.EXPECT);
    }

    @Override
    public void demand(Runnable then) {
      wanted = true;
      super.demand(then);
    }

    /** Takes what has come; the request itself would give the rest up for good. */
    @Override
    public boolean consumeAvailable() {
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
    private long bytes;
    private long since;

    Rest(Body body, Callback answered) {
      super(answered);
      this.body = body;
    }

    @Override
    public void succeeded() {
      if (body.left) {
        since = System.nanoTime();
        take();
      } else {
        super.succeeded();
      }
    }

    private void take() {
      while (true) {
        Content.Chunk chunk = body.read();
        if (chunk == null) {
          body.demand(Invocable.from(InvocationType.NON_BLOCKING, this::take));
          return;
        }
        bytes += chunk.remaining();
        chunk.release();
        boolean enough = bytes > mostBytes || System.nanoTime() - since > MOST_NANOS;
        if (enough || chunk.isLast() || Content.Chunk.isFailure(chunk)) {
          super.succeeded();
          return;
        }
      }
    }
  }
}
