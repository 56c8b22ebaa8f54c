package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;
import static org.mollify.server.Client.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.io.NpyWriter;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestDeepBundle;

class MollifyServerTest {
  @RegisterExtension
  static final RunningServer server =
      RunningServer.of("wine", TestBundles::affine)
          .and("deep", TestDeepBundle::write)
          .and("bound", (folder, name) -> TestBundles.lowerBound(folder, name, 8))
          .and("overflow", TestBundles::overflowing);

  private final Client client = server.client();

  @Test
  void samples_are_those_of_the_library() throws Exception {
    JsonNode answer = json(client.get("/sample?n=5&seed=7&temperature=0.5"));
    assertThat(answer.fieldNames())
        .toIterable()
        .containsExactly("model", "seed", "temperature", "columns", "rows");
    assertThat(answer.get("model").asText()).isEqualTo("wine");
    assertThat(answer.get("seed").asLong()).isEqualTo(7);
    assertThat(answer.get("temperature").asDouble()).isEqualTo(0.5);
    assertThat(answer.get("columns").toString()).isEqualTo("[\"alcohol\",\"pH\",\"time stamp\"]");
    try (GenerativeModel model = GenerativeModel.open(server.bundle("wine"))) {
      assertThat(rows(answer)).isDeepEqualTo(model.sample(5, 7, 0.5));
    }
  }

  @Test
  void without_a_seed_one_is_drawn_and_told_and_gives_the_same_rows_again() throws Exception {
    JsonNode first = json(client.get("/sample?n=3"));
    JsonNode other = json(client.get("/sample?n=3"));
    long seed = first.get("seed").asLong();
    assertThat(seed).isBetween(0L, 1L << 53).isNotEqualTo(other.get("seed").asLong());
    assertThat(json(client.get("/sample?n=3&seed=" + seed))).isEqualTo(first);
  }

  @Test
  void any_64_bit_seed_is_taken() throws Exception {
    for (long seed : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      JsonNode answer = json(client.get("/sample?seed=" + seed));
      assertThat(answer.get("seed").asLong()).isEqualTo(seed);
      assertThat(answer.get("rows")).hasSize(1);
    }
  }

  @Test
  void the_first_ten_of_sixty_four_equal_ten() throws Exception {
    double[][] many = rows(json(client.get("/models/deep/sample?n=64&seed=3")));
    double[][] few = rows(json(client.get("/models/deep/sample?n=10&seed=3")));
    assertThat(few).isDeepEqualTo(Arrays.copyOf(many, 10));
  }

  @Test
  void scores_of_arrays_and_of_objects_are_the_known_ones() throws Exception {
    String arrays = "{\"rows\": [[1.5, -2.25, 1600000001], [0, 0, 0]]}";
    String objects =
        "{\"rows\": [{\"time stamp\": 1600000001, \"alcohol\": 1.5, \"pH\": -2.25},"
            + " {\"pH\": 0, \"time stamp\": 0, \"alcohol\": 0}]}";
    JsonNode answer = json(client.post("/loglik", arrays, "Content-Type", "application/json"));
    assertThat(answer.get("kind").asText()).isEqualTo("exact");
    assertThat(answer.get("model").asText()).isEqualTo("wine");
    double[] first = {1.5, -2.25, 1600000001};
    double expected = TestBundles.affineLogLikelihood(first);
    assertThat(answer.at("/logLikelihood/0").asDouble()).isCloseTo(expected, within(1e-9));
    assertThat(answer.at("/bitsPerDimension/0").asDouble())
        .isCloseTo(-expected / 3 / Math.log(2), within(1e-9));
    assertThat(answer.at("/anomalyPercentile/1").asDouble()).isCloseTo(99.5, within(1e-9));
    assertThat(answer.get("heldOut").asInt()).isEqualTo(199);
    assertThat(answer.get("finite").toString()).isEqualTo("[true,true]");
    assertThat(json(client.post("/models/wine/loglik", objects))).isEqualTo(answer);
  }

  @Test
  void a_lower_bound_names_its_samples_and_seed() throws Exception {
    String body = "{\"rows\": [[0.1, 0.2]]}";
    JsonNode usual = json(client.post("/models/bound/loglik", body));
    assertThat(usual.get("kind").asText()).isEqualTo("lower-bound");
    assertThat(usual.get("samples").asInt()).isEqualTo(32);
    assertThat(usual.get("seed").asLong()).isEqualTo(11);
    JsonNode same = json(client.post("/models/bound/loglik?samples=32&seed=11", body));
    assertThat(same).isEqualTo(usual);
    JsonNode many = json(client.post("/models/bound/loglik?samples=10000&seed=1", body));
    assertThat(many.at("/logLikelihood/0").asDouble())
        .isCloseTo(TestBundles.boundedLogLikelihood(new double[] {0.1, 0.2}), within(0.05));
  }

  @Test
  void numbers_that_overflow_are_null_in_json_and_infinite_in_csv_and_npy() throws Exception {
    String body = "{\"rows\": [[0, 0], [800, 0]]}";
    String path = "/models/overflow/loglik";
    JsonNode json = json(client.post(path, body));
    assertThat(json.get("logLikelihood").toString()).isEqualTo("[-2.0,null]");
    assertThat(json.at("/bitsPerDimension/1").isNull()).isTrue();
    assertThat(json.at("/anomalyPercentile/1").asDouble()).isEqualTo(100);
    assertThat(json.get("finite").toString()).isEqualTo("[true,false]");
    List<String> csv = text(client.post(path, body, "Accept", "text/csv")).lines().toList();
    assertThat(csv.get(0)).isEqualTo("logLikelihood,bitsPerDimension,anomalyPercentile,finite");
    assertThat(csv.get(2)).isEqualTo("-Infinity,Infinity,100,false");
    ByteBuffer npy =
        ByteBuffer.wrap(client.post(path, body, "Accept", "application/x-npy").body())
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(npy.getDouble(128)).isEqualTo(-2);
    assertThat(npy.getDouble(136)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void samples_as_csv_and_npy_hold_the_same_numbers_and_tell_the_seed() throws Exception {
    double[][] expected = rows(json(client.get("/sample?n=4&seed=9")));
    var csv = client.get("/sample?n=4&seed=9", "Accept", "text/csv");
    assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv");
    assertThat(csv.headers().firstValue("Mollify-Seed")).hasValue("9");
    List<String> lines = text(csv).lines().toList();
    assertThat(lines.get(0)).isEqualTo("alcohol,pH,time stamp");
    var npy = client.get("/sample?n=4&seed=9", "Accept", "application/x-npy");
    ByteBuffer data = ByteBuffer.wrap(npy.body()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(new String(npy.body(), 10, 80)).contains("'shape': (4, 3)");
    for (int r = 0; r < 4; r++) {
      double[] row =
          Arrays.stream(lines.get(r + 1).split(",")).mapToDouble(Double::parseDouble).toArray();
      assertThat(row).isEqualTo(expected[r]);
      assertThat(data.getDouble(128 + r * 24)).isEqualTo(expected[r][0]);
    }
  }

  @Test
  void rows_sent_as_csv_in_any_column_order_and_as_npy_score_alike() throws Exception {
    JsonNode expected = json(client.post("/loglik", "{\"rows\": [[1.5,-2.25,5],[3,4,6]]}"));
    String csv = "\uFEFFpH,\"time stamp\",alcohol\r\n-2.25,5,1.5\r\n4,6,3\r\n";
    assertThat(json(client.post("/loglik", csv, "Content-Type", "text/csv; charset=utf-8")))
        .isEqualTo(expected);
    for (NpyWriter.Type type : NpyWriter.Type.values()) {
      ByteArrayOutputStream npy = new ByteArrayOutputStream();
      try (NpyWriter writer = new NpyWriter(npy, type, 2, 3)) {
        writer.write(new double[] {1.5, -2.25, 5, 3, 4, 6});
      }
      assertThat(
              json(client.post("/loglik", npy.toByteArray(), "Content-Type", "application/x-npy")))
          .isEqualTo(expected);
    }
    String header =
        "{'descr': '>i4', 'fortran_order': True, 'shape': (2, 3), }".concat(" ".repeat(59)) + "\n";
    ByteBuffer columns = ByteBuffer.allocate(10 + header.length() + 24);
    columns.put((byte) 0x93).put("NUMPY".getBytes()).put((byte) 1).put((byte) 0);
    columns.put((byte) header.length()).put((byte) 0).put(header.getBytes());
    for (int value : new int[] {1, 3, -2, 4, 5, 6}) {
      columns.putInt(value);
    }
    assertThat(json(client.post("/loglik", columns.array(), "Content-Type", "application/x-npy")))
        .isEqualTo(json(client.post("/loglik", "{\"rows\": [[1,-2,5],[3,4,6]]}")));
  }

  @Test
  void the_format_is_chosen_by_weight() throws Exception {
    assertThat(type("text/csv;q=0.5, application/json;q=0.4")).isEqualTo("text/csv");
    assertThat(type("text/*, application/json;q=0.9")).isEqualTo("text/csv");
    assertThat(type("*/*")).isEqualTo("application/json");
    assertThat(type("text/html, */*;q=0.1")).isEqualTo("application/json");
    assertThat(type("*/*, application/json;q=0")).isEqualTo("text/csv");
  }

  @Test
  void models_are_listed_and_described() throws Exception {
    JsonNode list = json(client.get("/models"));
    assertThat(list.get("default").asText()).isEqualTo("wine");
    assertThat(list.get("models")).hasSize(4);
    assertThat(list.at("/models/0/name").asText()).isEqualTo("wine");
    assertThat(list.at("/models/0/likelihood/kind").asText()).isEqualTo("exact");
    assertThat(list.at("/models/0/data/columns/2/name").asText()).isEqualTo("time stamp");
    assertThat(list.at("/models/0/heldOut").asInt()).isEqualTo(199);
    assertThat(list.at("/models/0/provider").asText()).isEqualTo("cpu");
    JsonNode one = json(client.get("/models/bound"));
    assertThat(one.at("/likelihood/samplesPerPass").asInt()).isEqualTo(8);
    assertThat(one.at("/provenance/seed").asInt()).isEqualTo(1);
    assertThat(one.at("/proof/status").asText()).isEqualTo("proven");
  }

  @Test
  void health_is_up() throws Exception {
    for (String probe : List.of("live", "ready", "startup")) {
      assertThat(json(client.get("/health/" + probe)).get("status").asText()).isEqualTo("up");
    }
  }

  @Test
  void parallel_requests_get_identical_answers() throws Exception {
    byte[] expected = client.get("/models/deep/sample?n=200&seed=5").body();
    JsonNode rows = Client.MAPPER.readTree(expected).get("rows");
    String body = "{\"rows\":" + rows + "}";
    byte[] scores = client.post("/models/deep/loglik", body).body();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<byte[]>> calls = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        calls.add(() -> client.get("/models/deep/sample?n=200&seed=5").body());
        calls.add(() -> client.post("/models/deep/loglik", body).body());
      }
      var answers = threads.invokeAll(calls);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(i % 2 == 0 ? expected : scores);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void the_page_needs_nothing_from_elsewhere() throws Exception {
    var page = client.get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'");
    assertThat(text(page)).contains("Mollify").doesNotContain("http://").doesNotContain("https://");
  }

  @Test
  void answers_do_not_tell_which_server_software_runs() throws Exception {
    assertThat(client.get("/models").headers().firstValue("Server")).isEmpty();
    assertThat(problem(client.get("/nothing"), 404, "unknown-path")).doesNotContain("Jetty");
  }

  private String type(String accept) throws Exception {
    return client.get("/sample", "Accept", accept).headers().firstValue("Content-Type").orElse("");
  }

  private static double[][] rows(JsonNode answer) {
    return Client.MAPPER.convertValue(answer.get("rows"), double[][].class);
  }
}
