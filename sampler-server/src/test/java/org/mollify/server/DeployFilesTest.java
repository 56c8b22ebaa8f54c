package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ConfigKey;
import org.mollify.server.config.ConfigLoader;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.security.Access;
import org.mollify.server.security.RouteAccess;

/** What is shipped to run a server with, held to what the server is. */
class DeployFilesTest {
  private static final Path DEPLOY = Path.of("..", "deploy");

  @TempDir Path folder;

  @Test
  void the_manual_has_every_key_with_its_variable_and_the_default_of_the_example_file()
      throws IOException {
    List<String> manual = Files.readAllLines(Path.of("..", "docs", "serving.md"));
    List<String> example = Files.readAllLines(DEPLOY.resolve("server.yaml"));
    for (ConfigKey key : ConfigKey.all()) {
      String row = "| `" + key.path() + "` | `" + key.variable() + "` | ";
      String line =
          manual.stream()
              .filter(one -> one.startsWith(row))
              .findFirst()
              .orElseThrow(() -> new AssertionError("docs/serving.md has no row " + row));
      String shown = line.substring(row.length()).split("\\|")[0].strip().replace("`", "");
      int dot = key.path().indexOf('.');
      String inFile = (dot < 0 ? "" : "  ") + key.path().substring(dot + 1) + ":";
      assertThat(example).as(key.path()).contains((inFile + " " + shown).stripTrailing());
    }
  }

  @Test
  void the_manifest_asks_for_health_where_it_is_and_stops_no_sooner_than_the_server()
      throws IOException {
    ObjectNode deployment = manifest("Deployment");
    JsonNode pod = deployment.at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      String path = container.at("/" + probe + "/httpGet/path").asText();
      assertThat(RouteAccess.of("GET", path)).as(probe).isEqualTo(Access.OPEN);
    }
    ServerConfig config = configOfManifest();
    Duration grace = Duration.ofSeconds(pod.get("terminationGracePeriodSeconds").asLong());
    assertThat(grace).isGreaterThan(config.stopTimeout().plusSeconds(5));
    assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(config.port());
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.get("enableServiceLinks").asBoolean()).isFalse();
    assertThat(volumeOf(pod, config.serving().modelsFolder()).has("persistentVolumeClaim"))
        .isTrue();
    assertThat(volumeOf(pod, config.security().keyFile().getParent()).has("secret")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ConfigMap",
        "Deployment",
        "Service",
        "PodDisruptionBudget",
        "HorizontalPodAutoscaler"
      })
  void objects_of_the_manifest_have_the_fields_that_kubernetes_has(String kind) throws Exception {
    ObjectNode object = manifest(kind);
    String version = object.get("apiVersion").asText().replaceFirst(".*/", "");
    Class<?> model =
        Class.forName(
            "io.kubernetes.client.openapi.models." + version.toUpperCase(Locale.ROOT) + kind);
    assertThatCode(() -> validate(model, object)).doesNotThrowAnyException();
    object.withObject("/spec").put("replica", 2);
    assertThatThrownBy(() -> validate(model, object)).hasMessageContaining("not defined");
  }

  /** Fields that are unknown, missing or of another type anywhere within. */
  private static void validate(Class<?> model, ObjectNode object) throws Throwable {
    try {
      model
          .getMethod("validateJsonElement", JsonElement.class)
          .invoke(null, JsonParser.parseString(object.toString()));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    JSON.getGson().fromJson(object.toString(), model);
  }

  @Test
  void the_autoscaler_follows_a_metric_that_the_server_has() throws Exception {
    JsonNode metric = manifest("HorizontalPodAutoscaler").at("/spec/metrics/0/pods/metric/name");
    ServerConfig config =
        ServerConfig.defaults()
            .withPort(0)
            .withBundles(List.of(TestBundles.affine(folder.resolve("wine"), "wine")));
    try (MollifyServer server = MollifyServer.start(config)) {
      String metrics = Client.text(new Client(server.port()).get("/metrics"));
      assertThat(metrics).contains("\n" + metric.asText() + "{");
      for (String name :
          List.of("mollify_queue_requests", "mollify_queue_rows", "mollify_unanswered_requests")) {
        assertThat(metrics).contains("\n" + name + "{");
        assertThat(Files.readString(Path.of("..", "docs", "serving.md"))).contains(name);
      }
    }
  }

  @Test
  void the_unit_waits_longer_than_the_server_needs_to_stop() throws IOException {
    String unit = Files.readString(DEPLOY.resolve("mollify.service"));
    Matcher stop = Pattern.compile("(?m)^TimeoutStopSec=(\\d+)$").matcher(unit);
    assertThat(stop.find()).isTrue();
    assertThat(Duration.ofSeconds(Long.parseLong(stop.group(1))))
        .isGreaterThan(ServerConfig.defaults().stopTimeout());
    assertThat(unit)
        .contains("NoNewPrivileges=yes", "ProtectSystem=strict", "\nUser=mollify\n")
        .doesNotContain("\nMemoryDenyWriteExecute");
  }

  @Test
  void the_variables_of_the_container_are_settings_that_start_a_server_with_keys()
      throws IOException {
    String file = Files.readString(DEPLOY.resolve("Containerfile"));
    Map<String, String> variables = variablesOfImage();
    assertThat(variables).hasSize(4);
    ServerConfig config = ConfigLoader.load(null, variables, Map.of()).orThrow();
    assertThat(config.host()).isEqualTo("0.0.0.0");
    assertThat(config.security().keyFile()).isAbsolute();
    assertThat(file).contains("USER 10001:10001").contains("EXPOSE " + config.port());
    assertThat(RouteAccess.of("GET", "/health/ready")).isEqualTo(Access.OPEN);
  }

  /** Variables go before the file: a setting that is in both would be ignored in the file. */
  @Test
  void the_manifest_sets_nothing_in_its_file_that_a_variable_of_the_pod_overrides()
      throws IOException {
    List<String> inFile =
        ConfigLoader.load(fileOfManifest(), Map.of(), Map.of()).origins().keySet().stream()
            .sorted()
            .toList();
    List<String> byVariable =
        ConfigLoader.load(null, variablesOfPod(), Map.of()).origins().keySet().stream()
            .sorted()
            .toList();
    assertThat(inFile).isNotEmpty().doesNotContainAnyElementsOf(byVariable);
    assertThat(byVariable)
        .containsExactly("host", "port", "security.keyFile", "serving.modelsFolder");
  }

  /** The volume that is mounted at a folder of the pod. */
  private static JsonNode volumeOf(JsonNode pod, Path mountPath) {
    for (JsonNode mount : pod.at("/containers/0/volumeMounts")) {
      if (mount.get("mountPath").asText().equals(mountPath.toString())) {
        for (JsonNode volume : pod.get("volumes")) {
          if (volume.get("name").equals(mount.get("name"))) {
            return volume;
          }
        }
      }
    }
    throw new AssertionError("no volume is mounted at " + mountPath);
  }

  @Test
  void the_manual_scrapes_the_pods_of_the_manifest_with_the_labels_of_the_adapter()
      throws IOException {
    String manual = Files.readString(Path.of("..", "docs", "serving.md"));
    String block =
        Arrays.stream(manual.split("```"))
            .filter(text -> text.contains("kubernetes_sd_configs"))
            .findFirst()
            .orElseThrow();
    JsonNode job = new YAMLMapper().readTree(block).at("/scrape_configs/0");
    JsonNode template = manifest("Deployment").at("/spec/template");
    String name = template.at("/metadata/labels/app.kubernetes.io~1name").asText();
    String port = template.at("/spec/containers/0/ports/0/name").asText();
    assertThat(job.at("/kubernetes_sd_configs/0/role").asText()).isEqualTo("pod");
    JsonNode relabels = job.get("relabel_configs");
    assertThat(relabels.at("/0/regex").asText()).isEqualTo(name + ";" + port);
    assertThat(relabels.findValuesAsText("target_label")).containsExactly("namespace", "pod");
    assertThat(manual).contains("mollify_queue_requests{namespace!=\"\",pod!=\"\"}");
  }

  /** What a pod starts with: the file of the manifest below the variables. */
  private ServerConfig configOfManifest() throws IOException {
    return ConfigLoader.load(fileOfManifest(), variablesOfPod(), Map.of()).orThrow();
  }

  private Path fileOfManifest() throws IOException {
    String text = manifest("ConfigMap").at("/data/server.yaml").asText();
    return Files.writeString(folder.resolve("server.yaml"), text);
  }

  private static Map<String, String> variablesOfImage() throws IOException {
    Map<String, String> variables = new HashMap<>();
    Matcher setting =
        Pattern.compile("(MOLLIFY_SERVER_\\w+)=(\\S+)")
            .matcher(Files.readString(DEPLOY.resolve("Containerfile")));
    while (setting.find()) {
      variables.put(setting.group(1), setting.group(2));
    }
    return variables;
  }

  /** Those of the image, and over them those of the container in the manifest. */
  private static Map<String, String> variablesOfPod() throws IOException {
    Map<String, String> variables = variablesOfImage();
    for (JsonNode variable : manifest("Deployment").at("/spec/template/spec/containers/0/env")) {
      variables.put(variable.get("name").asText(), variable.get("value").asText());
    }
    return variables;
  }

  private static ObjectNode manifest(String kind) throws IOException {
    YAMLMapper yaml = new YAMLMapper();
    try (MappingIterator<ObjectNode> documents =
        yaml.readerFor(ObjectNode.class).readValues(DEPLOY.resolve("kubernetes.yaml").toFile())) {
      return documents.readAll().stream()
          .filter(document -> document.get("kind").asText().equals(kind))
          .findFirst()
          .orElseThrow();
    }
  }
}
