package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.problem;
import static org.mollify.server.security.Scope.SAMPLE;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.security.TokenBuckets;

/** Limits of rate, by a clock that the test moves. */
class RateLimitTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;

  private final AtomicLong clock = new AtomicLong(-5 * SECOND);

  @Test
  void a_bucket_fills_up_at_its_rate_and_no_further_than_its_size() {
    TokenBuckets buckets = new TokenBuckets(0.5, 2, clock::get);
    assertThat(buckets.take("a")).isZero();
    assertThat(buckets.take("a")).isZero();
    assertThat(buckets.take("a")).isEqualTo(Duration.ofSeconds(2));
    assertThat(buckets.take("b")).isZero();
    clock.addAndGet(SECOND);
    assertThat(buckets.take("a")).isEqualTo(Duration.ofSeconds(1));
    clock.addAndGet(SECOND);
    assertThat(buckets.take("a")).isZero();
    assertThat(buckets.take("a")).isPositive();
    clock.addAndGet(1000 * SECOND);
    assertThat(buckets.take("a")).isZero();
    assertThat(buckets.take("a")).isZero();
    assertThat(buckets.take("a")).isPositive();
  }

  @Test
  void without_a_rate_there_is_no_limit() {
    TokenBuckets buckets = new TokenBuckets(0, 1, clock::get);
    for (int i = 0; i < 1000; i++) {
      assertThat(buckets.take("a")).isZero();
    }
  }

  @Test
  void each_key_has_a_limit_of_its_own_and_is_told_when_to_come_back() throws Exception {
    KeyFile keys = new KeyFile(folder.resolve("keys.yaml")).add("a", SAMPLE).add("b", SAMPLE);
    try (MollifyServer server = start(config().with("security.keyFile", keys.path()))) {
      Client client = new Client(server.port());
      assertThat(client.get("/sample", keys.bearer("a")).statusCode()).isEqualTo(200);
      assertThat(client.get("/sample?n=0", keys.bearer("a")).statusCode()).isEqualTo(400);
      HttpResponse<byte[]> refused = client.get("/sample", keys.bearer("a"));
      assertThat(problem(refused, 429, "too-many-requests"))
          .isEqualTo("there were too many requests from you; ask again in 4 s");
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("4");
      assertThat(client.get("/sample", keys.bearer("b")).statusCode()).isEqualTo(200);
      assertThat(client.get("/health/live").statusCode()).isEqualTo(200);
      clock.addAndGet(4 * SECOND);
      assertThat(client.get("/sample", keys.bearer("a")).statusCode()).isEqualTo(200);
      assertThat(client.get("/sample", keys.bearer("a")).statusCode()).isEqualTo(429);
    }
  }

  @Test
  void wrong_keys_are_counted_by_client_address() throws Exception {
    KeyFile keys = new KeyFile(folder.resolve("keys.yaml")).add("a", SAMPLE);
    try (MollifyServer server = start(config().with("security.keyFile", keys.path()))) {
      Client client = new Client(server.port());
      assertThat(client.get("/sample", "X-API-Key", "guess1").statusCode()).isEqualTo(401);
      assertThat(client.get("/nothing", "X-API-Key", "guess2").statusCode()).isEqualTo(401);
      assertThat(client.get("/sample", "X-API-Key", "guess3").statusCode()).isEqualTo(429);
      assertThat(client.get("/sample", keys.bearer("a")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void without_keys_each_client_address_has_a_limit() throws Exception {
    ServerConfig behindProxy = config().with("security.trustedProxies", List.of("127.0.0.1"));
    try (MollifyServer server = start(behindProxy)) {
      Client client = new Client(server.port());
      for (String address : List.of("192.0.2.1", "192.0.2.2")) {
        for (int i = 0; i < 2; i++) {
          assertThat(client.get("/models", "X-Forwarded-For", address).statusCode()).isEqualTo(200);
        }
        assertThat(client.get("/models", "X-Forwarded-For", address).statusCode()).isEqualTo(429);
      }
    }
  }

  private MollifyServer start(ServerConfig config) throws Exception {
    return MollifyServer.start(config, InstantSource.system(), clock::get);
  }

  private ServerConfig config() throws Exception {
    return ServerConfig.defaults()
        .withPort(0)
        .withBundles(List.of(TestBundles.affine(folder.resolve("wine"), "wine")))
        .with("limits.requestsPerSecond", 0.25)
        .with("limits.burst", 2);
  }
}
