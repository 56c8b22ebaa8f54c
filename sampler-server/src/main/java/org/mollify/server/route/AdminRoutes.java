package org.mollify.server.route;

import static io.javalin.http.HandlerType.POST;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.mollify.runtime.bundle.BundleException;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.format.Answer;
import org.mollify.server.model.ModelRegistry;
import org.mollify.server.model.ModelStatus;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;
import org.mollify.server.request.QueryParameters;

/**
 * {@code POST /admin/models/{name}/load|unload|reload}: changes what is served. They answer when
 * the change is made; requests in flight finish on the version that they began with.
 */
public final class AdminRoutes {
  /** All paths of these routes begin so. */
  public static final String PREFIX = "/admin/";

  private final ModelRegistry models;

  /** Routes that change these models. */
  public AdminRoutes(ModelRegistry models) {
    this.models = models;
  }

  /** The routes. */
  public List<Route> routes() {
    String model = PREFIX + "models/{name}/";
    return List.of(
        new Route(POST, model + "load", ctx -> change(ctx, models.load(name(ctx)))),
        new Route(POST, model + "reload", ctx -> change(ctx, models.load(name(ctx)))),
        new Route(POST, model + "unload", ctx -> change(ctx, models.unload(name(ctx)))));
  }

  private static String name(Context ctx) {
    new QueryParameters(ctx);
    return ctx.pathParam("name");
  }

  private static void change(Context ctx, CompletableFuture<ModelStatus> change) {
    ctx.future(
        () ->
            change
                .handle(AdminRoutes::orProblem)
                .thenAccept(
                    status ->
                        ctx.result(json(status).body())
                            .contentType(json(status).format().mediaType())));
  }

  private static ModelStatus orProblem(ModelStatus status, Throwable failure) {
    // Other failures name files of this machine; they are left to the log.
    if (failure instanceof BundleException || failure instanceof InvalidConfigException) {
      throw new ProblemException(ProblemType.BUNDLE, failure.getMessage());
    }
    if (failure != null) {
      throw failure instanceof RuntimeException known ? known : new CompletionException(failure);
    }
    return status;
  }

  private static Answer json(ModelStatus status) {
    try {
      return Answer.json(
          json -> {
            json.writeStartObject();
            json.writeStringField("name", status.name());
            json.writeStringField("state", status.state().label());
            json.writeStringField("version", status.version());
            json.writeEndObject();
          });
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
