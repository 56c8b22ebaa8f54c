package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.problem;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.security.Scope;

/** Who may change what a server does. */
class AdministrationTest {
  private static final String RELOAD = "/admin/models/wine/reload";

  @TempDir Path folder;

  @Test
  void without_keys_administration_is_for_programs_on_this_machine() throws Exception {
    try (MollifyServer server = MollifyServer.start(config())) {
      Client client = new Client(server.port());
      assertThat(client.post(RELOAD, "").statusCode()).isNotIn(401, 403);
      assertThat(client.post(RELOAD, "", "Sec-Fetch-Site", "same-origin").statusCode())
          .isNotIn(401, 403);
      for (String site : List.of("cross-site", "same-site")) {
        assertThat(problem(client.post(RELOAD, "", "Sec-Fetch-Site", site), 403, "forbidden"))
            .isEqualTo("administration is not for pages of other sites");
      }
    }
  }

  @Test
  void a_server_that_lets_everybody_in_lets_nobody_administer() throws Exception {
    ServerConfig open = config().withHost("0.0.0.0").with("insecure", true);
    try (MollifyServer server = MollifyServer.start(open)) {
      Client client = new Client(server.port());
      assertThat(client.get("/sample").statusCode()).isEqualTo(200);
      assertThat(problem(client.post(RELOAD, ""), 403, "forbidden"))
          .isEqualTo("administration needs an API key, and this server has none");
    }
  }

  @Test
  void a_key_that_a_browser_adds_by_itself_is_not_for_administration() throws Exception {
    KeyFile keys = new KeyFile(folder.resolve("keys.yaml")).add("chief", Scope.ADMIN);
    ServerConfig config = config().with("security.keyFile", keys.path());
    try (MollifyServer server = MollifyServer.start(config)) {
      Client client = new Client(server.port());
      byte[] pair = ("me:" + keys.key("chief")).getBytes(StandardCharsets.UTF_8);
      String basic = "Basic " + Base64.getEncoder().encodeToString(pair);
      assertThat(problem(client.post(RELOAD, "", "Authorization", basic), 403, "forbidden"))
          .isEqualTo("administration needs the key as Authorization: Bearer KEY or X-API-Key: KEY");
      assertThat(client.post(RELOAD, "", keys.bearer("chief")).statusCode()).isNotIn(401, 403);
    }
  }

  private ServerConfig config() throws Exception {
    return ServerConfig.defaults()
        .withPort(0)
        .withBundles(List.of(TestBundles.affine(folder.resolve("wine"), "wine")));
  }
}
