package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ServerConfig;

class OlderBundleTest {

  @TempDir Path folder;

  @Test
  void a_bundle_of_the_first_release_is_served() throws Exception {
    Path bundle = TestBundles.ofTheFirstRelease(folder.resolve("first"));
    ServerConfig config = ServerConfig.defaults().withPort(0).withBundles(List.of(bundle));
    try (MollifyServer server = MollifyServer.start(config)) {
      Client client = new Client(server.port());
      assertThat(json(client.get("/models")).at("/models/0/data/columns")).hasSize(3);
      JsonNode rows = json(client.get("/sample?n=4&seed=1")).get("rows");
      assertThat(rows).hasSize(4);
      String body = "{\"rows\": [[2, -2.5, 1600004000]]}";
      JsonNode scores = json(client.post("/loglik", body, "Content-Type", "application/json"));
      assertThat(scores.at("/logLikelihood/0").asDouble())
          .isCloseTo(
              TestBundles.affineLogLikelihood(new double[] {2, -2.5, 1600004000}), within(1e-9));
      assertThat(scores.at("/anomalyPercentile/0").isNumber()).isTrue();
    }
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(200);
    return Client.MAPPER.readTree(answer.body());
  }
}
