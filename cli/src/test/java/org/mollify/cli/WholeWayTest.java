package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.server.MollifyServer;
import org.mollify.server.config.ServerConfig;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.TabularDataset;

class WholeWayTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String WINE = "uci/winequality-red.csv";

  @TempDir Path folder;

  @Test
  void red_wine_goes_from_file_to_served_scores() throws Exception {
    String data = System.getenv(DataRequest.DATA_DIR_VARIABLE);
    assumeTrue(data != null, "MOLLIFY_DATA is not set, so there is no red wine to train on");
    Path file = Path.of(data, WINE);
    assumeTrue(Files.exists(file), file + " is not there");

    goTheWholeWay("redwine", ColumnSelection.ALL, file, 11, "fixed acidity");
  }

  @Test
  void a_file_of_ones_own_goes_from_file_to_served_scores() throws Exception {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder("\"first; measure\";\"count\";\"answer\"\n");
    for (int i = 0; i < 1000; i++) {
      double value = random.nextGaussian();
      text.append(value)
          .append(';')
          .append(random.nextInt(40))
          .append(';')
          .append(value > 0 ? 1 : 0);
      text.append('\n');
    }
    Path file = Files.writeString(folder.resolve("own.csv"), text);

    goTheWholeWay(
        "csv:" + file,
        new ColumnSelection(List.of(), List.of(), Optional.of("answer")),
        file,
        2,
        "first; measure");
  }

  private void goTheWholeWay(
      String data, ColumnSelection selection, Path file, int width, String firstColumn)
      throws Exception {
    Path run = folder.resolve("run");
    Path bundle = folder.resolve("bundle");
    String options =
        "train --model realnvp --epochs 3 --set hidden=64"
            + selection.target().map(name -> " --target " + name).orElse("");
    Console.line(options, "--data", data, "--out", run).expectDone();
    Console.run("export", run, "--out", bundle).expectDone();
    double ofRun = mean(Console.run("evaluate", run, "--data", data));
    double ofBundle = mean(Console.run("evaluate", bundle, "--data", data));
    assertThat(ofRun).isCloseTo(ofBundle, within(1e-4));

    TabularDataset dataset =
        DatasetLoader.load(new DataRequest(data, Optional.empty(), selection, Optional.empty(), 0));
    double[][] test = dataset.test().toRows();
    ServerConfig config = ServerConfig.defaults().withPort(0).withBundles(List.of(bundle));
    try (MollifyServer server = MollifyServer.start(config)) {
      String address = "http://127.0.0.1:" + server.port();
      JsonNode sample = send(HttpRequest.newBuilder(URI.create(address + "/sample?n=64&seed=1")));
      assertThat(sample.get("rows")).hasSize(64).allSatisfy(row -> assertThat(row).hasSize(width));
      assertThat(sample.get("columns")).hasSize(width);
      assertThat(sample.at("/columns/0").asText()).isEqualTo(firstColumn);

      ObjectNode body = JSON.createObjectNode();
      ArrayNode rows = body.putArray("rows");
      for (double[] row : test) {
        rows.addPOJO(row);
      }
      JsonNode scores =
          send(
              HttpRequest.newBuilder(URI.create(address + "/loglik"))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
      double served =
          StreamSupport.stream(scores.get("logLikelihood").spliterator(), false)
              .mapToDouble(JsonNode::asDouble)
              .average()
              .orElseThrow();
      assertThat(served).isCloseTo(ofBundle, within(1e-4));
    }

    Path csv = folder.resolve("scores.csv");
    Path npy = folder.resolve("scores.npy");
    Console.run("loglik", bundle, "--in", file, "--out", csv).expectDone();
    Console.run("loglik", bundle, "--in", file, "--out", npy).expectDone();
    long rows = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).count() - 1;
    assertThat(Files.readAllLines(csv))
        .hasSize((int) rows + 1)
        .first()
        .isEqualTo("log_likelihood,bits_per_dimension,anomaly_percentile");
    assertThat(Files.size(npy)).isGreaterThan(rows * 3 * Double.BYTES);
  }

  private static double mean(Console.Outcome outcome) throws IOException {
    outcome.expectDone();
    return JSON.readTree(outcome.out()).get("logLikelihood").asDouble();
  }

  private static JsonNode send(HttpRequest.Builder request) throws Exception {
    var answer = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
