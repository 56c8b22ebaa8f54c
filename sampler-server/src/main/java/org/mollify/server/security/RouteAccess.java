package org.mollify.server.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The table of what each route asks for. A server does not start with a route that is not in it, so
 * that none is open by oversight.
 */
public final class RouteAccess {
  private static final Map<String, Access> TABLE = new LinkedHashMap<>();

  static {
    put(Access.OPEN, "GET /health/live", "GET /health/ready", "GET /health/startup");
    put(Access.KEY, "GET /", "GET /page.css", "GET /page.js", "GET /pictures.js");
    put(Access.KEY, "GET /models", "GET /models/{name}");
    put(Access.SAMPLE, "GET /sample", "GET /models/{name}/sample");
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

  /** All routes of the table, each as method and path. */
  public static Set<String> routes() {
    return Set.copyOf(TABLE.keySet());
  }

  private static void put(Access access, String... routes) {
    for (String route : routes) {
      TABLE.put(route, access);
    }
  }
}
