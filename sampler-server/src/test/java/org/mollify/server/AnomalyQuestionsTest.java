package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;
import static org.mollify.server.Client.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestManifest;

/** Which rows are anomalies at a false-alarm rate, and which columns make them so. */
class AnomalyQuestionsTest {
  private static final String USUAL_AND_ODD =
      "{\"rows\": [[1.5, -2.25, 1600000001], [1.5, 900, 1600000001]]}";

  @RegisterExtension
  static final RunningServer server =
      RunningServer.of("wine", TestBundles::affine).and("plain", AnomalyQuestionsTest::stripped);

  private final Client client = server.client();

  /** A bundle without what an export of an earlier release lacked. */
  private static Path stripped(Path folder, String name) throws IOException {
    return TestManifest.change(
        TestBundles.affine(folder, name),
        manifest -> manifest.remove(List.of("reference", "calibration")));
  }

  @Test
  void rows_below_the_threshold_of_the_rate_are_flagged() throws Exception {
    JsonNode answer = json(client.post("/loglik?falseAlarmRate=0.01", USUAL_AND_ODD));
    assertThat(answer.get("anomaly").toString()).isEqualTo("[false,true]");
    assertThat(answer.get("falseAlarmRate").asDouble()).isEqualTo(0.01);
    // 199 held-out scores from -40 in steps of 0.1: the flagged share is (1 + c) / 200 <= 0.01.
    assertThat(answer.get("threshold").asDouble()).isCloseTo(-39.9, within(1e-9));
    assertThat(answer.has("attribution")).isFalse();
  }

  @Test
  void attribution_is_that_of_the_library_and_names_the_odd_column() throws Exception {
    JsonNode answer = json(client.post("/loglik?attribution=true", USUAL_AND_ODD));
    assertThat(answer.get("columns").toString()).isEqualTo("[\"alcohol\",\"pH\",\"time stamp\"]");
    double[][] rows = {{1.5, -2.25, 1600000001}, {1.5, 900, 1600000001}};
    try (GenerativeModel model = GenerativeModel.open(server.bundle("wine"))) {
      double[][] expected = model.attribute(rows, ScoreOptions.defaults());
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 3; j++) {
          assertThat(answer.at("/attribution/%d/%d".formatted(i, j)).asDouble())
              .isEqualTo(expected[i][j]);
        }
      }
    }
    JsonNode odd = answer.at("/attribution/1");
    assertThat(odd.get(1).asDouble())
        .isGreaterThan(odd.get(0).asDouble())
        .isGreaterThan(odd.get(2).asDouble());
  }

  @Test
  void a_csv_answer_has_a_column_for_the_flag_and_one_for_each_column() throws Exception {
    List<String> csv =
        text(client.post(
                "/loglik?attribution=true&falseAlarmRate=0.05",
                USUAL_AND_ODD,
                "Accept",
                "text/csv"))
            .lines()
            .toList();
    assertThat(csv.get(0))
        .isEqualTo(
            "logLikelihood,coreLogLikelihood,bitsPerDimension,anomalyPercentile,anomaly,"
                + "attribution_alcohol,attribution_pH,attribution_time stamp,finite");
    assertThat(csv.get(1).split(",")).hasSize(9).contains("false");
    assertThat(csv.get(2).split(",")[4]).isEqualTo("true");
  }

  @Test
  void without_these_parameters_the_answer_has_neither() throws Exception {
    JsonNode answer = json(client.post("/loglik?attribution=false", USUAL_AND_ODD));
    assertThat(answer).isEqualTo(json(client.post("/loglik", USUAL_AND_ODD)));
    assertThat(answer.has("anomaly")).isFalse();
    assertThat(answer.has("columns")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /loglik?attribution=yes | attribution is "yes"; expected true or false
          /loglik?falseAlarmRate=few | falseAlarmRate is "few"; expected a number
          /loglik?falseAlarmRate=NaN | falseAlarmRate is "NaN"; expected a number
          /loglik?falseAlarmRate=1 | false-alarm rate is 1.0; expected more than 0 and less than 1
          /loglik?falseAlarmRate=0.001 | a false-alarm rate of 0.001 needs at least 1000 held-out rows; this bundle has 199; take a larger rate or hold out more data
          /models/plain/loglik?falseAlarmRate=0.1 | falseAlarmRate needs held-out scores, and the bundle of this model holds none
          /models/plain/loglik?attribution=true | attribution needs held-out values of each column, and the bundle of this model holds none; export it again with this release
          """)
  void what_cannot_be_answered_is_refused(String path, String detail) throws Exception {
    assertThat(problem(client.post(path, USUAL_AND_ODD), 400, "bad-parameter")).isEqualTo(detail);
  }

  @Test
  void an_array_has_no_place_for_them() throws Exception {
    assertThat(
            problem(
                client.post(
                    "/loglik?attribution=true", USUAL_AND_ODD, "Accept", "application/x-npy"),
                400,
                "bad-parameter"))
        .isEqualTo(
            "attribution has no place in application/x-npy, which holds the log-likelihoods alone;"
                + " set the header Accept to application/json or text/csv");
  }

  @Test
  void attribution_of_more_rows_than_the_limit_allows_names_the_limit() throws Exception {
    StringBuilder rows = new StringBuilder("alcohol,pH,time stamp\n");
    rows.append("1,2,3\n".repeat(90_000));
    assertThat(
            problem(
                client.post(
                    "/loglik?attribution=true", rows.toString(), "Content-Type", "text/csv"),
                413,
                "too-large"))
        .startsWith("attribution of 90000 rows puts ")
        .endsWith(" rows at once");
  }
}
