package org.mollify.server.request;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.mollify.server.metrics.ServerMetrics;

/**
 * Counts the requests that came and have not ended. It stands before Javalin, whose handlers after
 * a request are not called when the connection is cut off within it.
 */
public final class ActiveRequests extends Handler.Wrapper {
  private final ServerMetrics metrics;

  /**
   * Counts requests.
   *
   * @param handler where they go
   * @param metrics where they are counted
   */
  public ActiveRequests(Handler handler, ServerMetrics metrics) {
    super(handler);
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    metrics.came();
    request.addHttpStreamWrapper(Counted::new);
    return super.handle(request, response, callback);
  }

  /** Ends once, and before the next request of the connection comes. */
  private final class Counted extends HttpStream.Wrapper {
    Counted(HttpStream stream) {
      super(stream);
    }

    @Override
    public void succeeded() {
      metrics.ended();
      super.succeeded();
    }

    @Override
    public void failed(Throwable reason) {
      metrics.ended();
      super.failed(reason);
    }
  }
}
