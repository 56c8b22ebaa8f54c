package org.mollify.server;

import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import java.util.List;
import java.util.stream.Stream;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.model.ModelRegistry;
import org.mollify.server.request.ModelRequests;
import org.mollify.server.route.AdminRoutes;
import org.mollify.server.route.CalibrationRoute;
import org.mollify.server.route.HealthRoutes;
import org.mollify.server.route.InferenceRoutes;
import org.mollify.server.route.InterpolateRoute;
import org.mollify.server.route.MetricsRoute;
import org.mollify.server.route.ModelsRoute;
import org.mollify.server.route.PageRoute;
import org.mollify.server.route.Route;
import org.mollify.server.route.SampleRoute;
import org.mollify.server.route.ScoreRoute;

/** Every route of a server, group by group. */
final class Routes {
  private Routes() {}

  static List<Route> of(ServerConfig config, Engine engine) {
    ModelRegistry models = engine.models();
    ModelRequests requests = engine.requests();
    return Stream.of(
            new PageRoute().routes(),
            models(config, models, requests),
            health(models),
            inference(config, models, requests),
            new AdminRoutes(models).routes(),
            new MetricsRoute(engine.metrics()).routes())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Route> models(
      ServerConfig config, ModelRegistry models, ModelRequests requests) {
    SampleRoute sample = new SampleRoute(requests, config);
    ScoreRoute score = new ScoreRoute(requests, config);
    InterpolateRoute between = new InterpolateRoute(requests, config);
    CalibrationRoute calibration = new CalibrationRoute(models);
    ModelsRoute list = new ModelsRoute(models);
    return List.of(
        new Route(GET, "/sample", ctx -> sample.handle(ctx, models.defaultName())),
        new Route(POST, "/loglik", ctx -> score.handle(ctx, models.defaultName())),
        new Route(GET, "/models", list::list),
        new Route(GET, "/models/{name}", ctx -> list.describe(ctx, ctx.pathParam("name"))),
        new Route(
            GET,
            "/models/{name}/calibration",
            ctx -> calibration.handle(ctx, ctx.pathParam("name"))),
        new Route(
            GET, "/models/{name}/interpolate", ctx -> between.handle(ctx, ctx.pathParam("name"))),
        new Route(GET, "/models/{name}/sample", ctx -> sample.handle(ctx, ctx.pathParam("name"))),
        new Route(POST, "/models/{name}/loglik", ctx -> score.handle(ctx, ctx.pathParam("name"))));
  }

  private static List<Route> health(ModelRegistry models) {
    HealthRoutes health = new HealthRoutes(models);
    return List.of(
        new Route(GET, "/health/live", health::up),
        new Route(GET, "/health/startup", health::up),
        new Route(GET, "/health/ready", health::ready));
  }

  private static List<Route> inference(
      ServerConfig config, ModelRegistry models, ModelRequests requests) {
    InferenceRoutes v2 = new InferenceRoutes(models, requests, config);
    String model = "/v2/models/{name}";
    String version = model + "/versions/{version}";
    return List.of(
        new Route(GET, "/v2", v2::server),
        new Route(GET, "/v2/health/live", v2::live),
        new Route(GET, "/v2/health/ready", v2::ready),
        new Route(GET, model, v2::model),
        new Route(GET, model + "/ready", v2::modelReady),
        new Route(POST, model + "/infer", v2::infer),
        new Route(GET, version, v2::model),
        new Route(GET, version + "/ready", v2::modelReady),
        new Route(POST, version + "/infer", v2::infer));
  }
}
