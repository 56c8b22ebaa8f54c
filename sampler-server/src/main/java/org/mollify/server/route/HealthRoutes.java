package org.mollify.server.route;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.mollify.server.access.RequestTrace;
import org.mollify.server.format.Answer;
import org.mollify.server.model.ModelRegistry;
import org.mollify.server.model.ModelStatus;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;
import org.mollify.server.request.QueryParameters;

/**
 * {@code GET /health/...}. Models are open before the server listens, so whoever reaches it finds
 * it live and started; it is not ready while no model has room for another request, or it is
 * stopping. What {@code ready} answers also tells of bundles that could not be served.
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
  public void ready(Context ctx) throws IOException {
    new QueryParameters(ctx);
    if (!models.accepts()) {
      throw new ProblemException(
          ProblemType.BUSY,
          "not ready: the server is stopping, or no model has room for another request");
    }
    if (!RequestTrace.of(ctx).isInsider()) {
      // What models there are, and what is wrong with their files, is not for everybody.
      up(ctx);
      return;
    }
    Answer answer =
        Answer.json(
            json -> {
              json.writeStartObject();
              json.writeStringField("status", "up");
              json.writeArrayFieldStart("models");
              for (ModelStatus status : models.statuses()) {
                json.writeStartObject();
                json.writeStringField("name", status.name());
                json.writeStringField("state", status.state().label());
                json.writeStringField("version", status.version());
                if (status.problem() != null) {
                  json.writeStringField("problem", status.problem());
                }
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            });
    ctx.result(answer.body()).contentType(answer.format().mediaType());
  }
}
