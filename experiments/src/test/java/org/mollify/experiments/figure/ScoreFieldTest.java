package org.mollify.experiments.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScoreFieldTest {

  @Test
  void central_differences_agree_with_the_analytic_score() {
    TwoGaussians truth = TwoGaussians.PAPER;
    double[][] points = truth.sample(500, 1);
    double[][] numeric = ScoreField.byCentralDifferences(truth::logDensity, 1e-3).at(points);
    double[][] exact = truth.score(points);
    for (int i = 0; i < points.length; i++) {
      assertThat(numeric[i]).containsExactly(exact[i], within(1e-4));
    }
  }

  @Test
  void all_points_are_asked_for_in_one_call_and_left_as_they_were() {
    AtomicInteger calls = new AtomicInteger();
    double[][] points = {{1, 2}, {3, 4}};
    ScoreField score =
        ScoreField.byCentralDifferences(
            batch -> {
              calls.incrementAndGet();
              return TwoGaussians.PAPER.logDensity(batch);
            },
            1e-3);
    assertThat(score.at(points)).hasDimensions(2, 2);
    assertThat(calls).hasValue(1);
    assertThat(points).isDeepEqualTo(new double[][] {{1, 2}, {3, 4}});
    assertThat(score.at(new double[0][])).isEmpty();
  }

  @Test
  void a_step_that_is_not_positive_is_refused() {
    assertThatThrownBy(() -> ScoreField.byCentralDifferences(points -> new double[0], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the step of central differences must be a positive finite number, got 0.0");
  }
}
