package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.javalin.Javalin;
import io.javalin.router.ParsedEndpoint;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.lang.reflect.Field;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.security.Access;
import org.mollify.server.security.RouteAccess;
import org.mollify.server.security.Scope;

/** The file openapi.json against the OpenAPI specification, the routes and real answers. */
class OpenApiTest {
  private static final Pattern KNOWN = Pattern.compile("known parameters: (.*)");

  @TempDir static Path folder;

  private static MollifyServer server;
  private static Client client;
  private static JsonNode file;

  @BeforeAll
  static void start() throws Exception {
    List<Path> bundles =
        List.of(
            TestBundles.affine(folder.resolve("wine"), "wine"),
            TestBundles.mixed(folder.resolve("mixed"), "mixed"),
            TestBundles.lowerBound(folder.resolve("bound"), "bound", 8),
            TestImageBundle.write(folder.resolve("image"), "image"));
    server = MollifyServer.start(ServerConfig.defaults().withPort(0).withBundles(bundles));
    client = new Client(server.port());
    file = Client.json(client.get("/openapi.json"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void the_file_is_valid_openapi_3_1() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult parsed =
        new OpenAPIV3Parser().readContents(file.toString(), List.of(), options);
    assertThat(parsed.getMessages()).isNullOrEmpty();
    OpenAPI api = parsed.getOpenAPI();
    assertThat(api.getOpenapi()).isEqualTo("3.1.0");
    assertThat(api.getPaths()).hasSameSizeAs(file.get("paths"));
    String damaged = file.toString().replaceFirst("\"responses\"", "\"respones\"");
    assertThat(new OpenAPIV3Parser().readContents(damaged, List.of(), options).getMessages())
        .isNotEmpty();
  }

  @Test
  void every_schema_is_valid_json_schema_2020_12() {
    JsonSchema meta =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));
    for (JsonNode schema : file.at("/components/schemas")) {
      assertThat(meta.validate(schema)).as(schema.toString()).isEmpty();
    }
    for (JsonNode parameter : file.at("/components/parameters")) {
      assertThat(meta.validate(parameter.get("schema"))).as(parameter.toString()).isEmpty();
    }
  }

  @Test
  void every_reference_leads_somewhere_and_every_component_is_used() {
    Set<String> used = new TreeSet<>();
    file.findValuesAsText("$ref")
        .forEach(
            reference -> {
              assertThat(file.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
              used.add(reference);
            });
    file.get("components")
        .fields()
        .forEachRemaining(
            kind ->
                kind.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        name -> {
                          if (!kind.getKey().equals("securitySchemes")) {
                            assertThat(used).contains("#/components/" + kind.getKey() + "/" + name);
                          }
                        }));
  }

  @Test
  void it_has_the_routes_of_the_server_and_no_others() throws Exception {
    Field field = MollifyServer.class.getDeclaredField("javalin");
    field.setAccessible(true);
    Set<String> routes = new TreeSet<>();
    for (ParsedEndpoint parsed :
        ((Javalin) field.get(server)).unsafe.internalRouter.allHttpHandlers()) {
      if (parsed.endpoint.method.isHttpMethod()) {
        routes.add(parsed.endpoint.method.name() + " " + parsed.endpoint.path);
      }
    }
    // HEAD is GET without the body (RFC 9110, section 9.3.2), and not described again.
    routes.removeIf(
        route -> route.startsWith("HEAD ") && routes.contains(route.replace("HEAD ", "GET ")));
    Set<String> described = new TreeSet<>();
    operations().forEach(operation -> described.add(operation.method() + " " + operation.path()));
    assertThat(described).isEqualTo(routes);
  }

  @Test
  void it_asks_for_the_scopes_that_the_routes_ask_for() {
    for (Operation operation : operations()) {
      Access access = RouteAccess.of(operation.method(), operation.path());
      JsonNode security = operation.node().path("security");
      if (access == Access.OPEN) {
        assertThat(security.isArray() && security.isEmpty()).as(operation.path()).isTrue();
        continue;
      }
      JsonNode needed = security.isMissingNode() ? file.get("security") : security;
      List<String> scopes = access.scopes().stream().map(Scope::text).sorted().toList();
      for (String scheme : List.of("bearer", "apiKey", "basic")) {
        List<String> described = new ArrayList<>();
        if (scheme.equals("basic") && access == Access.ADMIN) {
          // What a browser sends by itself is not for administration.
          assertThat(needed.findValue(scheme)).isNull();
          continue;
        }
        needed.findValue(scheme).forEach(scope -> described.add(scope.asText()));
        assertThat(described).as(operation.path()).isEqualTo(scopes);
      }
      assertThat(operation.node().get("responses").has("401")).as(operation.path()).isTrue();
    }
  }

  @Test
  void the_path_parameters_are_those_of_the_path() {
    for (Operation operation : operations()) {
      List<String> inPath = new ArrayList<>();
      Matcher matcher = Pattern.compile("\\{([^}]*)}").matcher(operation.path());
      while (matcher.find()) {
        inPath.add(matcher.group(1));
      }
      assertThat(operation.parameters("path")).as(operation.path()).isEqualTo(inPath);
    }
  }

  /** A route tells its query parameters when it refuses another. */
  @Test
  void the_query_parameters_are_those_that_the_routes_take() throws Exception {
    for (Operation operation : operations()) {
      HttpRequest.Builder request =
          client
              .request(operation.pathOf("wine") + "?zzzzzzzzzzzz=1")
              .method(operation.method(), HttpRequest.BodyPublishers.noBody());
      HttpResponse<byte[]> answer = client.send(request);
      if (answer.statusCode() == 200) {
        assertThat(operation.node().path("tags").toString())
            .as(operation.path() + " takes any parameter")
            .isEqualTo("[\"pages\"]");
        continue;
      }
      Matcher known = KNOWN.matcher(detail(answer));
      List<String> taken = known.find() ? List.of(known.group(1).split(", ")) : List.of();
      assertThat(operation.parameters("query"))
          .as(operation.path() + ": " + Client.text(answer))
          .containsExactlyInAnyOrderElementsOf(taken);
    }
  }

  @Test
  void answers_are_as_their_schemas_say() throws Exception {
    String rows = "{\"rows\": [[1.5, -2.25, 1600000001], [0, 0, 0]]}";
    check(client.get("/sample?n=3"), "Samples");
    check(client.get("/models/mixed/sample?n=3"), "Samples");
    check(client.get("/models/image/sample"), "Samples");
    check(client.post("/loglik?attribution=true&falseAlarmRate=0.1", rows), "Scores");
    check(client.post("/models/bound/loglik", "{\"rows\": [[1, 2]]}"), "Scores");
    check(client.get("/models"), "Models");
    check(client.get("/models/wine"), "Model");
    check(client.get("/models/wine/interpolate?from=1&to=2"), "Samples");
    check(client.get("/models/wine/calibration?falseAlarmRate=0.1"), "Calibration");
    check(client.get("/health/live"), "Health");
    check(client.get("/health/ready"), "Ready");
    check(client.get("/v2"), "InferenceServer");
    check(client.get("/v2/health/live"), "InferenceLive");
    check(client.get("/v2/health/ready"), "InferenceReady");
    check(client.get("/v2/models/mixed"), "InferenceModel");
    check(client.get("/v2/models/image/versions/1"), "InferenceModel");
    check(client.get("/v2/models/wine/ready"), "InferenceModelReady");
    String infer =
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [1, 3], \"datatype\": \"FP64\", \"data\":"
            + " [1, 2, 3]}]}";
    check(client.post("/v2/models/wine/infer", infer), "InferenceResponse");
    check(client.get("/sample?n=x"), "Problem");
    check(client.get("/nothing"), "Problem");
    check(client.get("/v2/models/x"), "InferenceError");
    assertThat(schema("Rows").validate(Client.MAPPER.readTree(rows))).isEmpty();
    assertThat(schema("InferenceRequest").validate(Client.MAPPER.readTree(infer))).isEmpty();
    assertThat(schema("Rows").validate(Client.MAPPER.readTree("{\"rows\": []}"))).isNotEmpty();
  }

  @Test
  void its_examples_fit_their_schemas() {
    file.at("/components/schemas")
        .fields()
        .forEachRemaining(
            schema ->
                schema
                    .getValue()
                    .path("examples")
                    .forEach(
                        example ->
                            assertThat(schema(schema.getKey()).validate(example)).isEmpty()));
  }

  @Test
  void its_version_is_that_of_the_build() throws Exception {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<version>" + file.at("/info/version").asText() + "</version>");
  }

  @Test
  void the_page_that_shows_it_needs_nothing_from_elsewhere() throws Exception {
    for (String path : List.of("/docs", "/docs.js", "/docs.css")) {
      HttpResponse<byte[]> answer = client.get(path);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'none'");
      assertThat(Client.text(answer)).doesNotContain("http://").doesNotContain("https://");
    }
  }

  /** An operation of the file. */
  private record Operation(String method, String path, JsonNode node) {
    List<String> parameters(String in) {
      List<String> names = new ArrayList<>();
      for (JsonNode reference : node.path("parameters")) {
        JsonNode parameter = file.at(reference.path("$ref").asText().substring(1));
        if (parameter.path("in").asText().equals(in)) {
          names.add(parameter.path("name").asText());
        }
      }
      return names;
    }

    String pathOf(String model) {
      return path.replace("{name}", model).replace("{file}", "main.js").replace("{version}", "1");
    }
  }

  private static List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : file.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        operations.add(
            new Operation(
                method.getKey().toUpperCase(java.util.Locale.ROOT),
                path.getKey(),
                method.getValue()));
      }
    }
    return operations;
  }

  private static void check(HttpResponse<byte[]> answer, String schema) throws Exception {
    assertThat(schema(schema).validate(Client.MAPPER.readTree(answer.body())))
        .as(schema + ": " + Client.text(answer))
        .isEmpty();
  }

  /** A schema of the file that can follow references to the others. */
  private static JsonSchema schema(String name) {
    ObjectNode root = Client.MAPPER.createObjectNode();
    root.put("$ref", "#/components/schemas/" + name);
    root.set("components", file.get("components"));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
  }

  private static String detail(HttpResponse<byte[]> answer) throws Exception {
    JsonNode body = Client.MAPPER.readTree(answer.body());
    return body.has("detail") ? body.get("detail").asText() : body.path("error").asText();
  }
}
