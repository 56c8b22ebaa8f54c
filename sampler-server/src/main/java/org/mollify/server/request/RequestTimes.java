package org.mollify.server.request;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.mollify.server.metrics.ServerMetrics;

/** Times every request, by the pattern of its path and the model that it got. */
public final class RequestTimes {
  private static final String START = "mollify.start";

  /** Paths that are no routes would be labels without end. */
  private static final String NO_ROUTE = "none";

  private static final String NO_METHOD = "none";

  private final ServerMetrics metrics;

  /** Times for these meters. */
  public RequestTimes(ServerMetrics metrics) {
    this.metrics = metrics;
  }

  /** Registers the handlers before and after all others. */
  public void install(JavalinConfig config) {
    config.routes.before(ctx -> ctx.attribute(START, System.nanoTime()));
    config.routes.after(this::record);
  }

  /** Times a request that was answered before it reached a handler. */
  public void refused(Request request, int status) {
    // Methods that are none would be labels without end, too.
    String method = request.getMethod();
    metrics.answered(
        NO_ROUTE,
        method == null || HttpMethod.fromString(method) == null ? NO_METHOD : method,
        null,
        status,
        System.nanoTime() - request.getBeginNanoTime());
  }

  private void record(Context ctx) {
    Long start = ctx.attribute(START);
    Endpoint route = ctx.endpoints().matchedHttpEndpoint();
    metrics.answered(
        route == null ? NO_ROUTE : route.path,
        ctx.method().name(),
        ctx.attribute(ModelRequests.MODEL_ATTRIBUTE),
        ctx.status().getCode(),
        start == null ? 0 : System.nanoTime() - start);
  }
}
