package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.http.HandlerType;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.route.Route;
import org.mollify.server.security.Access;
import org.mollify.server.security.RouteAccess;
import org.mollify.server.security.Scope;

/** Every route there is, held to the table of what routes ask for. */
class RouteAccessTest {
  @TempDir static Path folder;

  private static KeyFile keys;
  private static MollifyServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    keys = new KeyFile(folder.resolve("keys.yaml"));
    for (Scope scope : Scope.values()) {
      EnumSet<Scope> others = EnumSet.complementOf(EnumSet.of(scope));
      keys.add("without-" + scope.text(), others.toArray(Scope[]::new));
    }
    keys.add("all", Scope.values());
    server =
        MollifyServer.start(
            ServerConfig.defaults()
                .withPort(0)
                .withBundles(List.of(TestBundles.affine(folder.resolve("wine"), "wine")))
                .with("security.keyFile", keys.path()));
    client = new Client(server.port());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static List<Route> routes() {
    assertThat(server.routes()).hasSizeGreaterThan(10);
    return server.routes();
  }

  @ParameterizedTest
  @MethodSource("routes")
  void each_route_asks_for_what_the_table_says(Route route) throws Exception {
    Access access = RouteAccess.of(route.method().name(), route.path());
    if (access == Access.OPEN) {
      assertThat(status(route)).isEqualTo(200);
      return;
    }
    assertThat(status(route)).isEqualTo(401);
    assertThat(status(route, "X-API-Key", "mollify_wrong")).isEqualTo(401);
    for (Scope scope : Scope.values()) {
      int status = status(route, keys.bearer("without-" + scope.text()));
      if (access.scopes().contains(scope)) {
        assertThat(status).as("without the scope %s", scope).isEqualTo(403);
      } else {
        assertThat(status).as("without the scope %s", scope).isNotIn(401, 403);
      }
    }
    assertThat(status(route, keys.bearer("all"))).isNotIn(401, 403);
  }

  @Test
  void everything_asks_for_a_key_but_health_and_the_page_that_asks_for_one() {
    assertThat(routes())
        .filteredOn(route -> RouteAccess.of(route.method().name(), route.path()) == Access.OPEN)
        .extracting(Route::path)
        .allMatch(
            path -> path.contains("/health/") || path.equals("/") || path.equals("/page/{file}"));
  }

  @Test
  void administration_asks_for_the_scope_admin() {
    assertThat(routes())
        .filteredOn(route -> route.path().contains("/admin"))
        .allMatch(route -> RouteAccess.of(route.method().name(), route.path()) == Access.ADMIN);
  }

  @Test
  void a_route_that_the_table_does_not_have_keeps_the_server_from_starting() {
    assertThatThrownBy(() -> RouteAccess.of("GET", "/new"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no entry for the route GET /new; add what it asks for to RouteAccess");
  }

  private static int status(Route route, String... headers) throws Exception {
    String path =
        route
            .path()
            .replace("{name}", "wine")
            .replace("{file}", "main.js")
            .replaceAll("\\{[^}]*}", "1");
    return client
        .send(
            client
                .request(path, headers)
                .method(
                    route.method().name(),
                    route.method() == HandlerType.GET
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString("{}")))
        .statusCode();
  }
}
