package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;
import static org.mollify.server.Client.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.score.Scores;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;

/** The scores beside the likelihood, and which of them flags an anomaly. */
class ImageScoresTest {
  private static final String ROWS = "{\"rows\": [[1.5, -2.25, 1600000001]]}";

  @RegisterExtension
  static final RunningServer server =
      RunningServer.of("noise", TestImageBundle::withComplexity)
          .and("older", TestImageBundle::write)
          .and("wine", TestBundles::affine);

  private static String images;
  private static Scores expected;

  private final Client client = server.client();

  @BeforeAll
  static void scoreImages() throws Exception {
    double[] constant = new double[192];
    Arrays.fill(constant, 128);
    double[][] rows = {constant, TestImageBundle.heldOut()[17]};
    images = "{\"rows\": " + Arrays.deepToString(rows) + "}";
    try (GenerativeModel model = GenerativeModel.open(server.bundle("noise"))) {
      expected = model.score(rows);
    }
  }

  @Test
  void images_are_answered_all_scores_of_the_library() throws Exception {
    JsonNode answer = json(client.post("/models/noise/loglik", images));
    assertThat(doubles(answer.get("typicality"))).isEqualTo(expected.typicality().distance());
    assertThat(doubles(answer.get("typicalityPercentile")))
        .isEqualTo(expected.typicality().percentile());
    assertThat(doubles(answer.get("codeLength"))).isEqualTo(expected.complexity().codeLength());
    assertThat(doubles(answer.get("complexity"))).isEqualTo(expected.complexity().score());
    assertThat(doubles(answer.get("complexityPercentile")))
        .isEqualTo(expected.complexity().percentile());
    assertThat(answer.get("coder").asText()).startsWith("png 1");
    assertThat(answer.has("anomaly")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'', typicality, '[true,false]'",
    "'&score=loglik', loglik, '[false,false]'",
    "'&score=typicality', typicality, '[true,false]'",
    "'&score=complexity', complexity, '[true,false]'"
  })
  void the_score_that_is_asked_for_flags_anomalies(String query, String used, String flags)
      throws Exception {
    JsonNode answer = json(client.post("/models/noise/loglik?falseAlarmRate=0.05" + query, images));
    assertThat(answer.get("score").asText()).isEqualTo(used);
    assertThat(answer.get("anomaly").toString()).isEqualTo(flags);
    assertThat(answer.get("threshold").isNumber()).isTrue();
  }

  @Test
  void a_csv_answer_has_a_column_for_each() throws Exception {
    List<String> csv =
        text(client.post(
                "/models/noise/loglik?falseAlarmRate=0.05&score=complexity",
                images,
                "Accept",
                "text/csv"))
            .lines()
            .toList();
    assertThat(csv.get(0))
        .isEqualTo(
            "logLikelihood,bitsPerDimension,anomalyPercentile,typicality,typicalityPercentile,"
                + "codeLength,complexity,complexityPercentile,anomaly,finite");
    assertThat(csv.get(1).split(",")[8]).isEqualTo("true");
    assertThat(Double.parseDouble(csv.get(2).split(",")[6]))
        .isEqualTo(expected.complexity().score()[1]);
  }

  @Test
  void an_image_bundle_of_an_earlier_release_answers_what_it_supports() throws Exception {
    String black = "{\"rows\": [" + Arrays.toString(new double[24]) + "]}";
    JsonNode answer = json(client.post("/models/older/loglik", black));
    assertThat(answer.has("typicalityPercentile")).isTrue();
    assertThat(answer.has("complexity")).isFalse();
    assertThat(answer.has("coder")).isFalse();
  }

  @Test
  void rows_of_a_table_are_answered_typicality_when_asked() throws Exception {
    assertThat(json(client.post("/models/wine/loglik", ROWS)).has("typicality")).isFalse();
    JsonNode asked = json(client.post("/models/wine/loglik?score=typicality", ROWS));
    // Held-out scores run from -40 to -20.2 in steps of 0.1.
    assertThat(asked.at("/typicality/0").asDouble())
        .isCloseTo(Math.abs(asked.at("/logLikelihood/0").asDouble() + 30.1), within(1e-9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
/models/noise/loglik?score=nll | score is "nll"; expected loglik, typicality, complexity
/models/older/loglik?score=complexity | score complexity needs held-out code lengths, and this bundle holds none; it is for images, exported with this release
/models/wine/loglik?score=complexity&falseAlarmRate=0.1 | score complexity needs held-out code lengths, and this bundle holds none; it is for images, exported with this release
""")
  void what_a_bundle_does_not_support_is_refused(String path, String detail) throws Exception {
    assertThat(problem(client.post(path, images), 400, "bad-parameter")).isEqualTo(detail);
  }

  @Test
  void an_array_has_no_place_for_another_score() throws Exception {
    String path = "/models/noise/loglik?score=typicality";
    assertThat(
            problem(client.post(path, images, "Accept", "application/x-npy"), 400, "bad-parameter"))
        .startsWith("score has no place in application/x-npy");
  }

  private static double[] doubles(JsonNode list) {
    return IntStream.range(0, list.size()).mapToDouble(i -> list.get(i).asDouble()).toArray();
  }
}
