package org.mollify.server.route;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import org.mollify.server.model.ModelRegistry;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;
import org.mollify.server.request.QueryParameters;

/**
 * {@code GET /health/...}. Models are open before the server listens, so whoever reaches it finds
 * it live and started; it is not ready while its queue is full or it is stopping.
 */
public final class HealthRoutes {
  private final ModelRegistry models;

  /** Health of a server with these models. */
  public HealthRoutes(ModelRegistry models) {
    this.models = models;
  }

  /** The process answers. */
  public void up(Context ctx) {
    new QueryParameters(ctx);
    ctx.result("{\"status\":\"up\"}".getBytes(StandardCharsets.UTF_8))
        .contentType("application/json");
  }

  /** The server takes requests. */
  public void ready(Context ctx) {
    new QueryParameters(ctx);
    if (!models.accepts()) {
      throw new ProblemException(
          ProblemType.BUSY, "not ready: the queue is full or the server is stopping");
    }
    up(ctx);
  }
}
