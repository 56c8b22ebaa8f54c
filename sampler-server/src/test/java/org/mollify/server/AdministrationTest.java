package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.problem;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
            .isEqualTo(
                "without an API key administration is left to this machine, and a page of another"
                    + " site asked for it");
      }
    }
  }

  @Test
  void without_keys_nobody_administers_through_a_proxy_on_this_machine() throws Exception {
    try (MollifyServer server = MollifyServer.start(config())) {
      Client client = new Client(server.port());
      for (String header : List.of("X-Forwarded-For", "Forwarded")) {
        assertThat(problem(client.post(RELOAD, "", header, "127.0.0.1"), 403, "forbidden"))
            .isEqualTo(
                "without an API key administration is left to this machine, and a proxy passed the"
                    + " request on ("
                    + header
                    + ")");
        assertThat(Client.text(client.get("/health/ready", header, "192.0.2.1")))
            .isEqualTo("{\"status\":\"up\"}");
      }
      assertThat(Client.text(client.get("/health/ready"))).contains("wine");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "LocalHost:8080, true",
    "127.0.0.1:9, true",
    "127.1.2.3, true",
    "[::1]:8080, true",
    "wine.example, false",
    "localhost.wine.example:8080, false",
    "127.0.0.1.wine.example, false",
    "192.0.2.1, false",
    "[2001:db8::1]:8080, false"
  })
  void without_keys_a_name_that_was_made_to_lead_here_does_not_administer(String host, boolean may)
      throws Exception {
    try (MollifyServer server = MollifyServer.start(config());
        Socket socket = new Socket("127.0.0.1", server.port())) {
      String request =
          "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
              .formatted(RELOAD, host);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer.startsWith("HTTP/1.1 403")).as(answer).isEqualTo(!may);
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
