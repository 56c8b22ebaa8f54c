package org.mollify.server.route;

import static io.javalin.http.HandlerType.GET;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mollify.server.metrics.ServerMetrics;
import org.mollify.server.request.QueryParameters;

/** {@code GET /metrics}: all meters, for Prometheus to collect. */
public final class MetricsRoute {
  private final ServerMetrics metrics;

  /** A route to these meters. */
  public MetricsRoute(ServerMetrics metrics) {
    this.metrics = metrics;
  }

  /** The route. */
  public List<Route> routes() {
    return List.of(new Route(GET, "/metrics", this::show));
  }

  private void show(Context ctx) {
    new QueryParameters(ctx);
    ctx.result(metrics.text().getBytes(StandardCharsets.UTF_8))
        .contentType(ServerMetrics.MEDIA_TYPE);
  }
}
