package org.mollify.server.security;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of what each route asks for. A server does not start with a route that is not in it, so
 * that none is open by oversight.
 */
public final class RouteAccess {
  private static final Map<String, Access> TABLE = new LinkedHashMap<>();

  static {
    put(Access.OPEN, "GET /health/live", "GET /health/ready", "GET /health/startup");
    put(Access.OPEN, "GET /v2/health/live", "GET /v2/health/ready");
    // The page holds nothing of the models; it asks for the key that its requests need.
    put(Access.OPEN, "GET /", "GET /page/{file}");
    put(Access.KEY, "GET /models", "GET /models/{name}", "GET /models/{name}/calibration");
    put(Access.KEY, "GET /metrics", "GET /openapi.json", "GET /v2");
    put(Access.KEY, "GET /docs", "GET /docs.css", "GET /docs.js");
    String inference = "/v2/models/{name}";
    for (String model : List.of(inference, inference + "/versions/{version}")) {
      put(Access.KEY, "GET " + model, "GET " + model + "/ready");
      // The outputs that a body asks for decide whether rows are drawn or scored.
      put(Access.SAMPLE_AND_SCORE, "POST " + model + "/infer");
    }
    String admin = "POST /admin/models/{name}/";
    put(Access.ADMIN, admin + "load", admin + "reload", admin + "unload");
    put(Access.SAMPLE, "GET /sample", "GET /models/{name}/sample");
    put(Access.SAMPLE, "GET /models/{name}/interpolate");
    put(Access.SCORE, "POST /loglik", "POST /models/{name}/loglik");
  }

  private RouteAccess() {}

  /**
   * What a route asks for.
   *
   * @param method its method
   * @param path its path, parameters in braces
   * @throws IllegalStateException when the table has no such route
   */
  public static Access of(String method, String path) {
    Access access = TABLE.get(method + " " + path);
    if (access == null) {
      throw new IllegalStateException(
          "no entry for the route "
              + method
              + " "
              + path
              + "; add what it asks for to RouteAccess");
    }
    return access;
  }

  private static void put(Access access, String... routes) {
    for (String route : routes) {
      TABLE.put(route, access);
    }
  }
}
