package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mollify.server.Client.json;
import static org.mollify.server.Client.problem;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;

class CalibrationRouteTest {
  private static final String WINE = "/models/wine/calibration";
  private static final String IMAGE = "/models/image/calibration";

  @RegisterExtension
  static final RunningServer server =
      RunningServer.of("wine", TestBundles::affine).and("image", TestImageBundle::withComplexity);

  private final Client client = server.client();

  @Test
  void held_out_scores_come_by_bin_with_the_threshold_of_the_rate() throws Exception {
    JsonNode answer = json(client.get(WINE + "?bins=10&falseAlarmRate=0.01"));
    assertThat(answer.get("score").asText()).isEqualTo("loglik");
    assertThat(answer.get("part").asText()).isEqualTo("test");
    assertThat(answer.get("heldOut").asInt()).isEqualTo(199);
    assertThat(answer.get("edges")).hasSize(11);
    assertThat(answer.at("/edges/0").asDouble()).isCloseTo(-40, within(1e-9));
    assertThat(answer.at("/edges/10").asDouble()).isCloseTo(-20.2, within(1e-9));
    int total = answer.get("below").asInt() + answer.get("above").asInt();
    for (JsonNode count : answer.get("counts")) {
      assertThat(count.asInt()).isBetween(19, 21);
      total += count.asInt();
    }
    assertThat(total).isEqualTo(199);
    assertThat(answer.get("threshold").asDouble()).isCloseTo(-39.9, within(1e-9));
  }

  @Test
  void without_a_rate_there_is_no_threshold() throws Exception {
    JsonNode answer = json(client.get(WINE));
    assertThat(answer.has("threshold")).isFalse();
    assertThat(answer.get("counts")).hasSize(40);
  }

  @Test
  void each_score_of_images_has_its_own() throws Exception {
    assertThat(json(client.get("/models/image")).get("scores").toString())
        .isEqualTo("[\"typicality\",\"loglik\",\"complexity\"]");
    assertThat(json(client.get(IMAGE)).get("score").asText()).isEqualTo("typicality");
    for (String score : List.of("loglik", "typicality", "complexity")) {
      JsonNode answer = json(client.get(IMAGE + "?falseAlarmRate=0.05&score=" + score));
      assertThat(answer.get("score").asText()).isEqualTo(score);
      double first = answer.at("/edges/0").asDouble();
      double last = answer.at("/edges/40").asDouble();
      assertThat(answer.get("threshold").asDouble()).as(score).isBetween(first, last);
      if (score.equals("typicality")) {
        assertThat(first).isNotNegative();
      }
    }
  }

  @Test
  void a_model_says_what_can_be_asked_of_it() throws Exception {
    JsonNode wine = json(client.get("/models/wine"));
    assertThat(wine.get("roles").toString())
        .isEqualTo("[\"decode\",\"encode\",\"loglik\",\"sample\"]");
    assertThat(wine.get("attribution").asBoolean()).isTrue();
    assertThat(json(client.get("/models/image")).get("attribution").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bins=0 | bins is 0; expected a whole number from 1 to 1000
          score=odd | score is "odd"; expected loglik, typicality, complexity
          score=complexity | score complexity needs held-out code lengths, and this bundle holds none; it is for images, exported with this release
          falseAlarmRate=0.001 | a false-alarm rate of 0.001 needs at least 1000 held-out rows; this bundle has 199; take a larger rate or hold out more data
          """)
  void what_cannot_be_answered_is_refused(String query, String detail) throws Exception {
    assertThat(problem(client.get(WINE + "?" + query), 400, "bad-parameter")).isEqualTo(detail);
  }
}
