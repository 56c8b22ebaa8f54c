package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.Provider;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ByteSize;
import org.mollify.server.config.ConfigKey;
import org.mollify.server.config.ConfigLoader;
import org.mollify.server.config.EffectiveConfig;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.config.LoadedConfig;
import org.mollify.server.config.ModelLimits;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.config.ServerConfig.ModelEntry;

class ServerConfigTest {
  private static final Path EXAMPLE = Path.of("..", "deploy", "server.yaml");

  @TempDir Path folder;

  @Test
  void what_is_left_out_has_its_default_and_paths_are_relative_to_the_file() throws IOException {
    ServerConfig config =
        read("port: 9000\nmodels:\n  - a\n  - {path: b, name: second}\nhost:\n").orThrow();
    assertThat(config.port()).isEqualTo(9000);
    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.provider()).isEqualTo(Provider.CPU);
    assertThat(config.limits()).isEqualTo(ServerConfig.defaults().limits());
    assertThat(config.models())
        .containsExactly(
            new ModelEntry(folder.resolve("a"), null),
            new ModelEntry(folder.resolve("b"), "second"));
  }

  @Test
  void json_is_read_as_the_yaml_it_is() throws IOException {
    assertThat(read("{\"port\": 9000, \"models\": [\"a\"]}").orThrow().port()).isEqualTo(9000);
  }

  @Test
  void the_command_line_goes_before_the_environment_and_the_environment_before_the_file()
      throws IOException {
    Path file = write("models: [a]\nport: 1\nworkers: 1\nqueueSize: 1\n");
    LoadedConfig loaded =
        ConfigLoader.load(
            file,
            Map.of("MOLLIFY_SERVER_PORT", "2", "MOLLIFY_SERVER_WORKERS", "2", "PATH", "/bin"),
            Map.of("port", "3"));
    ServerConfig config = loaded.orThrow();
    assertThat(config.port()).isEqualTo(3);
    assertThat(config.workers()).isEqualTo(2);
    assertThat(config.queueSize()).isEqualTo(1);
    assertThat(config.stopTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(loaded.origins())
        .containsEntry("port", "command line")
        .containsEntry("workers", "environment MOLLIFY_SERVER_WORKERS")
        .containsEntry("queueSize", file.toString())
        .doesNotContainKey("stopTimeout");
  }

  @Test
  void every_type_of_value_is_read_from_the_environment() throws IOException {
    ServerConfig config =
        ConfigLoader.load(
                null,
                Map.of(
                    "MOLLIFY_SERVER_MODELS", "bundles/wine, images=bundles/cifar",
                    "MOLLIFY_SERVER_CPU_FALLBACK", "true",
                    "MOLLIFY_SERVER_PROVIDER", "CUDA",
                    "MOLLIFY_SERVER_STOP_TIMEOUT", "1m",
                    "MOLLIFY_SERVER_LIMITS_MAX_BODY_SIZE", "2MiB",
                    "MOLLIFY_SERVER_LIMITS_REQUESTS_PER_SECOND", "0.5",
                    "MOLLIFY_SERVER_SECURITY_CORS_ORIGINS", "https://a.example,http://b:8080",
                    "MOLLIFY_SERVER_TLS_KEY_STORE", "store.p12",
                    "MOLLIFY_SERVER_TLS_PASSWORD", "123",
                    "MOLLIFY_SERVER_SERVING_LIMITS", "{wine: {maxRows: 5}}"),
                Map.of())
            .orThrow();
    assertThat(config.models())
        .containsExactly(
            new ModelEntry(Path.of("bundles/wine"), null),
            new ModelEntry(Path.of("bundles/cifar"), "images"));
    assertThat(config.cpuFallback()).isTrue();
    assertThat(config.provider()).isEqualTo(Provider.CUDA);
    assertThat(config.stopTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.limits().maxBodySize()).isEqualTo(ByteSize.ofMiB(2));
    assertThat(config.limits().requestsPerSecond()).isEqualTo(0.5);
    assertThat(config.security().corsOrigins())
        .containsExactly("https://a.example", "http://b:8080");
    assertThat(config.limits("wine"))
        .isEqualTo(new ModelLimits(5, config.maxRows(), 256, config.serving().queueRows()));
    assertThat(config.tls().keyStore()).isEqualTo(Path.of("store.p12"));
    assertThat(config.tls().password().value()).isEqualTo("123");
  }

  @Test
  void all_problems_are_told_at_once() throws IOException {
    Path file =
        write(
            """
            prot: 1
            port: 70000
            workers: many
            provider: tpu
            allowUnproven: 1
            maxRows: 3
            models: [7]
            stopTimeout: 30
            limits:
              maxBodySize: 16MB
              idelTimeout: 3s
              headerTimeout: 3 weeks
            security:
              corsOrigins: [example.org, "https://a.example/path"]
              trustedProxies: [everyone]
            tls: {certificate: chain.pem, hsts: 4000d}
            serving:
              limits: {wine: {maxRow: 5}}
            """);
    Map<String, String> environment = Map.of("MOLLIFY_SERVER_QUEUESIZE", "1");
    assertThat(ConfigLoader.load(file, environment, Map.of("limits.burst", "x")).problems())
        .containsExactlyInAnyOrder(
            "unknown key \"prot\" (did you mean \"port\"?)",
            "port is 70000; expected 0 to 65535",
            "workers is \"many\"; expected a whole number",
            "provider is \"tpu\"; expected cpu or cuda",
            "allowUnproven is 1; expected true or false",
            "unknown key \"maxRows\" (did you mean \"limits.maxRows\"?)",
            "models is [7]; expected a path or {path: ..., name: ...} for each model",
            "models is empty; name at least one bundle folder",
            "stopTimeout is 30; expected a duration with its unit, such as 250ms, 30s, 5m, 12h or"
                + " 90d",
            "limits.maxBodySize is \"16MB\"; expected a size with its unit, such as 512B, 8KiB,"
                + " 16MiB or 1GiB",
            "unknown key \"limits.idelTimeout\" (did you mean \"limits.idleTimeout\"?); known here:"
                + " maxRows, maxValues, maxBodySize, maxImportanceSamples, maxHeaderSize,"
                + " maxConnections, idleTimeout, headerTimeout, minDataRate, requestsPerSecond,"
                + " burst",
            "limits.headerTimeout is \"3 weeks\"; expected a duration with its unit, such as 250ms,"
                + " 30s, 5m, 12h or 90d",
            "limits.burst is \"x\"; expected a whole number",
            "serving.limits is {\"wine\":{\"maxRow\":5}}; expected some of maxRows, maxSamples,"
                + " queueSize, queueRows below wine; it has maxRow (did you mean \"maxRows\"?)",
            "security.corsOrigins has \"example.org\"; expected scheme, host and port alone, such as"
                + " https://app.example.org",
            "security.corsOrigins has \"https://a.example/path\"; expected scheme, host and port"
                + " alone, such as https://app.example.org",
            "security.trustedProxies has \"everyone\"; expected an address or a network such as"
                + " 10.0.0.0/8",
            "tls.certificate and tls.key belong together; name both or neither",
            "tls.hsts is 4000d; expected 0s to 3650d",
            "unknown environment variable MOLLIFY_SERVER_QUEUESIZE (did you mean"
                + " \"MOLLIFY_SERVER_QUEUE_SIZE\"?); a key is spelt MOLLIFY_SERVER_HOST,"
                + " MOLLIFY_SERVER_PORT and so on");
  }

  @Test
  void malformed_yaml_is_located() throws IOException {
    assertThat(read("models: [a]\nport: [1\nhost: b\n").problems())
        .singleElement()
        .asString()
        .contains("not well-formed YAML: line 3, column");
    assertThat(read("models: [a]\nport: 1\nport: 2\n").problems().toString())
        .contains("not well-formed YAML")
        .contains("port");
    assertThat(read("models: [a]\n---\nport: 1\n").problems().toString())
        .contains("there is more than one YAML document");
    assertThat(read("- a\n").problems().toString()).contains("expected keys with values");
    assertThat(
            ConfigLoader.load(folder.resolve("none.yaml"), Map.of(), Map.of("models", "a"))
                .problems())
        .containsExactly(folder.resolve("none.yaml") + ": there is no such file");
  }

  @Test
  void a_configuration_with_problems_is_no_configuration() throws IOException {
    assertThatThrownBy(() -> read("port: -1\nmodels: [a]\n").orThrow())
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage("the configuration cannot be used: port is -1; expected 0 to 65535");
  }

  @Test
  void an_address_that_others_reach_needs_keys_unless_told_otherwise() {
    ServerConfig config = ServerConfig.defaults().withBundles(List.of(folder)).withHost("0.0.0.0");
    assertThat(config.problems())
        .containsExactly(
            "host is 0.0.0.0, which other machines reach, and there are no API keys; set"
                + " security.keyFile, or insecure (--insecure) to let everybody in");
    assertThat(config.with("insecure", true).problems()).isEmpty();
    assertThat(config.with("security.keyFile", folder).problems()).isEmpty();
    for (String loopback : List.of("127.0.0.1", "127.1.2.3", "localhost", "::1")) {
      assertThat(config.withHost(loopback).problems()).as(loopback).isEmpty();
    }
    for (String open : List.of("::", "192.0.2.1")) {
      assertThat(config.withHost(open).problems()).as(open).hasSize(1);
    }
  }

  @Test
  void the_effective_configuration_reads_back_as_itself_but_for_secrets() throws IOException {
    LoadedConfig loaded =
        read(
            """
            models: [a, {path: b, name: "two: words # and more"}]
            stopTimeout: 1500ms
            limits: {maxBodySize: 1500B, requestsPerSecond: 2.5, minDataRate: 0B}
            tls: {keyStore: s.p12, password: hunter2}
            serving: {limits: {wine: {maxRows: 7}}}
            """);
    String text = EffectiveConfig.yaml(loaded);
    assertThat(text).contains("  password: \"***\"  # ").doesNotContain("hunter2");
    Path copy = Files.writeString(folder.resolve("effective.yaml"), text);
    ServerConfig again = ConfigLoader.load(copy, Map.of(), Map.of()).orThrow();
    assertThat(again.with("tls.password", loaded.config().tls().password()))
        .isEqualTo(loaded.orThrow());
  }

  @Test
  void the_example_file_holds_every_key_with_its_default() throws IOException {
    LoadedConfig example = ConfigLoader.load(EXAMPLE, Map.of(), Map.of());
    assertThat(example.problems())
        .containsExactly("models is empty; name at least one bundle folder");
    assertThat(example.config()).isEqualTo(ServerConfig.defaults());
    List<String> lines = Files.readAllLines(EXAMPLE);
    for (ConfigKey key : ConfigKey.all()) {
      int dot = key.path().indexOf('.');
      String line = (dot < 0 ? "" : "  ") + key.path().substring(dot + 1) + ":";
      assertThat(lines).as(key.path()).anyMatch(l -> l.equals(line) || l.startsWith(line + " "));
    }
  }

  @Test
  void checking_looks_at_every_bundle_without_starting_a_server() throws IOException {
    TestBundles.affine(folder.resolve("good"), "wine");
    TestBundles.unproven(TestBundles.affine(folder.resolve("weak"), "weak"));
    assertThat(ServerCheck.files(read("models: [good]").config())).isEmpty();
    List<String> problems = ServerCheck.files(read("models: [good, good, weak, none]").config());
    assertThat(problems).hasSize(3);
    assertThat(problems.get(0)).contains("two models are called \"wine\"");
    assertThat(problems.get(1)).contains("weak is unproven; set allowUnproven to serve it");
    assertThat(problems.get(2)).contains("no bundle at").contains("none");
  }

  private LoadedConfig read(String yaml) throws IOException {
    return ConfigLoader.load(write(yaml), Map.of(), Map.of());
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("server.yaml"), yaml);
  }
}
