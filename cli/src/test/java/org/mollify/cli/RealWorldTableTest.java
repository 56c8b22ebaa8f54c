package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.server.MollifyServer;
import org.mollify.server.config.ServerConfig;

/** A table with labels, whole numbers, missing values and a constant, from CSV to HTTP. */
class RealWorldTableTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final List<String> COLORS = List.of("deep red", "red", "green, light", "blue");

  @TempDir static Path folder;
  private static Path table;
  private static Path bundle;
  private static String trained;
  private static MollifyServer server;

  @BeforeAll
  static void trainAndServe() throws Exception {
    Random random = new Random(5);
    StringBuilder text = new StringBuilder("age,color,weight,zip,unit\n");
    for (int i = 0; i < 900; i++) {
      int color = Math.min(3, (int) Math.abs(random.nextGaussian() * 1.5));
      String age = i % 50 == 7 ? "" : Integer.toString(20 + random.nextInt(60));
      String weight = i % 90 == 3 ? "NA" : Double.toString(50 + 10 * random.nextGaussian() + color);
      text.append(
          "%s,\"%s\",%s,%d,kg%n"
              .formatted(age, COLORS.get(color), weight, 8000 + random.nextInt(2)));
    }
    table = Files.writeString(folder.resolve("people.csv"), text);
    Path run = folder.resolve("run");
    bundle = folder.resolve("bundle");
    Console.Outcome outcome =
        Console.line(
            "train --model realnvp --epochs 4 --set hidden=16 --impute median --categorical zip",
            "--data",
            "csv:" + table,
            "--out",
            run);
    trained = outcome.expectDone().err();
    Console.run("export", run, "--out", bundle).expectDone();
    server = MollifyServer.start(ServerConfig.defaults().withPort(0).withBundles(List.of(bundle)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void what_was_replaced_and_dropped_is_told() {
    assertThat(trained)
        .contains("column 'age': 18 missing values replaced with the median")
        .contains("column 'weight': 10 missing values replaced with the median")
        .contains("column 'unit' holds a single value on the rows to train on; dropped");
  }

  @Test
  void missing_values_are_an_error_unless_asked_for() {
    Console.Outcome outcome =
        Console.line(
            "train --model realnvp --epochs 1",
            "--data",
            "csv:" + table,
            "--out",
            folder.resolve("refused"));
    assertThat(outcome.exit()).isNotZero();
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .contains(
            "column 'age' is missing in 18 of 900 rows, first in row 8; fill it with --impute");
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @Test
  void the_bundle_names_types_categories_and_replacements() throws Exception {
    JsonNode columns = json(get("/models")).at("/models/0/data/columns");
    assertThat(columns).hasSize(4);
    assertThat(columns.at("/0/type").asText()).isEqualTo("integer");
    assertThat(columns.at("/0/imputation/rule").asText()).isEqualTo("median");
    assertThat(columns.at("/1/type").asText()).isEqualTo("categorical");
    assertThat(columns.at("/1/categories").toString())
        .isEqualTo("[\"deep red\",\"red\",\"green, light\",\"blue\"]");
    assertThat(columns.at("/1/imputation/rule").asText()).isEqualTo("mode");
    assertThat(columns.at("/2/type").asText()).isEqualTo("real");
    assertThat(columns.at("/3/type").asText()).isEqualTo("categorical");
  }

  @Test
  void samples_over_http_have_labels_and_whole_numbers() throws Exception {
    JsonNode rows = json(get("/sample?n=300&seed=2")).get("rows");
    Set<String> colors = new TreeSet<>();
    for (JsonNode row : rows) {
      assertThat(row.get(0).isIntegralNumber()).isTrue();
      assertThat(row.get(0).asInt()).isBetween(20, 79);
      colors.add(row.get(1).asText());
      assertThat(row.get(2).isFloatingPointNumber()).isTrue();
      assertThat(row.get(3).isTextual()).isTrue();
      assertThat(row.get(3).asText()).isIn("8000", "8001");
    }
    assertThat(COLORS).containsAll(colors);
    assertThat(colors).hasSizeGreaterThan(2);
  }

  @Test
  void samples_can_be_sent_back_for_scoring_in_every_format() throws Exception {
    JsonNode sample = json(get("/sample?n=20&seed=3"));
    String named = JSON.writeValueAsString(JSON.createObjectNode().set("rows", sample.get("rows")));
    JsonNode scores =
        json(post("/loglik", "application/json", named.getBytes(StandardCharsets.UTF_8)));
    assertThat(scores.get("kind").asText()).isEqualTo("lower-bound");
    for (String type : List.of("text/csv", "application/x-npy")) {
      byte[] body = get("/sample?n=20&seed=3", "Accept", type).body();
      JsonNode again = json(post("/loglik", type, body));
      assertThat(again.get("logLikelihood")).isEqualTo(scores.get("logLikelihood"));
    }
  }

  @Test
  void an_object_with_labels_and_a_missing_value_is_scored() throws Exception {
    String body =
        "{\"rows\": [{\"age\": null, \"color\": \"red\", \"weight\": 61.5, \"zip\": 8001}]}";
    HttpResponse<byte[]> answer =
        post("/loglik", "application/json", body.getBytes(StandardCharsets.UTF_8));
    assertThat(json(answer).at("/finite/0").asBoolean()).isTrue();
    assertThat(answer.headers().firstValue("Mollify-Imputed")).hasValue("1");
  }

  @Test
  void an_unknown_category_gets_one_line_with_the_known_ones() throws Exception {
    String body = "{\"rows\": [{\"age\": 30, \"color\": \"pink\", \"weight\": 1, \"zip\": 8001}]}";
    HttpResponse<byte[]> answer =
        post("/loglik", "application/json", body.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(JSON.readTree(answer.body()).get("detail").asText())
        .isEqualTo(
            "rows[0][1] (column \"color\") is \"pink\", which is no category of the model; known:"
                + " deep red, red, green, light, blue");
  }

  @Test
  void the_file_of_the_training_can_be_scored_and_samples_written() throws Exception {
    Path scores = folder.resolve("scores.csv");
    Console.Outcome outcome =
        Console.run("loglik", bundle, "--in", table, "--out", scores).expectDone();
    assertThat(outcome.err()).contains("28 missing values replaced as in training");
    assertThat(Files.readAllLines(scores)).hasSize(901);

    Path samples = folder.resolve("samples.csv");
    Console.run("sample", bundle, "-n", "50", "--out", samples).expectDone();
    assertThat(Files.readAllLines(samples)).hasSize(51).first().isEqualTo("age,color,weight,zip");
    assertThat(Files.readString(samples)).contains("\"green, light\"");
    Console.run("loglik", bundle, "--in", samples, "--out", scores).expectDone();
    Console.run("evaluate", bundle, "--data", "csv:" + table).expectDone();
  }

  @Test
  void a_file_without_a_column_or_with_an_unknown_label_is_refused() throws Exception {
    Path file = Files.writeString(folder.resolve("few.csv"), "age,color,zip\n1,red,8000\n");
    Console.Outcome lacking =
        Console.run("loglik", bundle, "--in", file, "--out", folder.resolve("no.csv"));
    assertThat(lacking.errLines())
        .singleElement()
        .asString()
        .contains("lacks the column weight; the model takes age, color, weight, zip")
        .doesNotContain("--columns");

    Files.writeString(file, "age,color,weight,zip\n1,red,3,8000\n2,pink,4,8001\n");
    Console.Outcome unknown =
        Console.run("loglik", bundle, "--in", file, "--out", folder.resolve("no.csv"));
    assertThat(unknown.errLines())
        .singleElement()
        .asString()
        .contains("line 3: column 'color' is 'pink', which is no category of the model; known: ");
  }

  private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(address(path)).GET();
    return CLIENT.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> post(String path, String type, byte[] body) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(address(path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofByteArray());
  }

  private static URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
