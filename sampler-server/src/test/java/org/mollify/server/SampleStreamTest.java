package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.server.Client.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.server.config.ServerConfig;

/** Answers that are longer than one part: the same samples, whatever the format. */
class SampleStreamTest {
  private static final int N = 50_000;

  @TempDir static Path folder;

  private static MollifyServer server;
  private static Client client;
  private static double[][] expected;

  @BeforeAll
  static void start() throws Exception {
    Path bundle = TestBundles.affine(folder.resolve("wine"), "wine");
    server =
        MollifyServer.start(
            ServerConfig.defaults().withPort(0).withBundles(List.of(bundle)).withWorkers(1, 2));
    client = new Client(server.port());
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      expected = model.sample(N, 7);
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void csv_holds_every_sample_in_order() throws Exception {
    HttpResponse<InputStream> answer = stream("/sample?seed=7&n=" + N, "text/csv");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv");
    assertThat(answer.headers().firstValue("Mollify-Seed")).hasValue("7");
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body()))) {
      assertThat(lines.readLine()).isEqualTo("alcohol,pH,time stamp");
      for (double[] row : expected) {
        String[] cells = lines.readLine().split(",");
        assertThat(Arrays.stream(cells).mapToDouble(Double::parseDouble).toArray()).isEqualTo(row);
      }
      assertThat(lines.readLine()).isNull();
    }
  }

  @Test
  void npy_counts_its_rows_in_the_header() throws Exception {
    byte[] npy = client.get("/sample?seed=7&n=" + N, "Accept", "application/x-npy").body();
    assertThat(new String(npy, 10, 80, StandardCharsets.ISO_8859_1))
        .contains("'shape': (" + N + ", 3)");
    ByteBuffer data = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(npy).hasSize(128 + N * 24);
    for (int r = 0; r < N; r++) {
      assertThat(data.getDouble(128 + r * 24 + 16)).isEqualTo(expected[r][2]);
    }
  }

  @Test
  void json_is_one_document() throws Exception {
    HttpResponse<InputStream> answer = stream("/sample?seed=7&n=" + N, "application/json");
    try (JsonParser json = new JsonFactory().createParser(answer.body())) {
      while (json.nextToken() != JsonToken.FIELD_NAME || !json.currentName().equals("rows")) {
        assertThat(json.currentToken()).isNotNull();
      }
      json.nextToken();
      for (double[] row : expected) {
        assertThat(json.nextToken()).isEqualTo(JsonToken.START_ARRAY);
        for (double value : row) {
          json.nextToken();
          assertThat(json.getDoubleValue()).isEqualTo(value);
        }
        assertThat(json.nextToken()).isEqualTo(JsonToken.END_ARRAY);
      }
      assertThat(json.nextToken()).isEqualTo(JsonToken.END_ARRAY);
      assertThat(json.nextToken()).isEqualTo(JsonToken.END_OBJECT);
      assertThat(json.nextToken()).isNull();
    }
  }

  @Test
  void arrow_comes_in_batches() throws Exception {
    HttpResponse<InputStream> answer =
        stream("/sample?seed=7&n=" + N, "application/vnd.apache.arrow.stream");
    try (BufferAllocator memory = new RootAllocator();
        ArrowStreamReader reader = new ArrowStreamReader(answer.body(), memory)) {
      int row = 0;
      int batches = 0;
      while (reader.loadNextBatch()) {
        Float8Vector first = (Float8Vector) reader.getVectorSchemaRoot().getVector(0);
        for (int r = 0; r < first.getValueCount(); r++) {
          assertThat(first.get(r)).isEqualTo(expected[row++][0]);
        }
        batches++;
      }
      assertThat(row).isEqualTo(N);
      assertThat(batches).isGreaterThan(1);
    }
  }

  @Test
  void a_compressed_answer_is_the_same() throws Exception {
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient()
            .send(
                client
                    .request(
                        "/sample?seed=7&n=" + N, "Accept", "text/csv", "Accept-Encoding", "gzip")
                    .build(),
                BodyHandlers.ofInputStream());
    assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new java.util.zip.GZIPInputStream(answer.body())))) {
      assertThat(lines.lines().count()).isEqualTo(N + 1);
    }
  }

  @Test
  void who_asks_for_the_headers_alone_has_nothing_drawn() throws Exception {
    Meters meters = new Meters(client);
    String drawn = "mollify_rows_total{model=\"wine\",role=\"sample\"}";
    double before = meters.value(drawn);
    HttpResponse<byte[]> answer =
        client.send(
            client
                .request("/sample?seed=7&n=1000000", "Accept", "text/csv")
                .method("HEAD", BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv");
    assertThat(answer.headers().firstValue("Mollify-Seed")).hasValue("7");
    assertThat(answer.body()).isEmpty();
    assertThat(meters.value(drawn)).isEqualTo(before);
    HttpResponse<byte[]> bad =
        client.send(
            client
                .request("/sample?seed=x&n=1000000", "Accept", "text/csv")
                .method("HEAD", BodyPublishers.noBody()));
    assertThat(bad.statusCode()).isEqualTo(400);
  }

  @Test
  void a_client_that_goes_away_ends_the_work() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket
          .getOutputStream()
          .write("GET /sample?n=1000000 HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
      assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
    }
    // The one worker is free for others at once, and stopping does not wait for the million.
    assertThat(client.get("/sample?n=1").statusCode()).isEqualTo(200);
    Path bundle = folder.resolve("wine");
    MollifyServer other =
        MollifyServer.start(ServerConfig.defaults().withPort(0).withBundles(List.of(bundle)));
    try (Socket socket = new Socket("127.0.0.1", other.port())) {
      socket
          .getOutputStream()
          .write("GET /sample?n=1000000 HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
      assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
    }
    assertThat(
            org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                  other.close();
                  return true;
                }))
        .isTrue();
  }

  @Test
  void many_long_answers_share_one_worker_and_a_queue_of_two() throws Exception {
    List<Thread> threads =
        java.util.stream.IntStream.range(0, 6)
            .mapToObj(i -> new Thread(() -> countLines(i)))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(lines).containsOnly(40_001);
  }

  private final int[] lines = new int[6];

  /** The first part may be refused with 503; what has begun ends. */
  private void countLines(int number) {
    try {
      while (lines[number] == 0) {
        HttpResponse<InputStream> answer = stream("/sample?n=40000", "text/csv");
        try (BufferedReader text = new BufferedReader(new InputStreamReader(answer.body()))) {
          long count = text.lines().count();
          lines[number] = answer.statusCode() == 503 ? 0 : (int) count;
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void more_than_the_limit_is_refused() throws Exception {
    assertThat(problem(client.get("/sample?n=1000001"), 400, "bad-parameter"))
        .isEqualTo("n is 1000001; expected a whole number from 1 to 1000000");
  }

  private static HttpResponse<InputStream> stream(String path, String accept) throws Exception {
    return HttpClient.newHttpClient()
        .send(client.request(path, "Accept", accept).build(), BodyHandlers.ofInputStream());
  }
}
