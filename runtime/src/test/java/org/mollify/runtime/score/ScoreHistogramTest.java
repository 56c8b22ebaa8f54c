package org.mollify.runtime.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreHistogramTest {
  @Test
  void a_score_on_an_edge_belongs_to_the_bin_above_it_and_the_last_edge_to_the_last_bin() {
    ScoreHistogram histogram = ScoreHistogram.of(new double[] {0, 1, 2, 3, 4}, 4);
    assertThat(histogram.edges()).containsExactly(0, 1, 2, 3, 4);
    assertThat(histogram.counts()).containsExactly(1, 1, 1, 2);
  }

  @Test
  void scores_far_off_are_counted_outside_and_do_not_widen_the_bins() {
    double[] scores = IntStream.range(0, 1000).mapToDouble(i -> i / 1000.0).toArray();
    scores[0] = -1e9;
    scores[999] = 1e9;
    ScoreHistogram histogram = ScoreHistogram.of(scores, 10);
    assertThat(histogram.edges()[0]).isBetween(0.0, 0.01);
    assertThat(histogram.edges()[10]).isBetween(0.99, 1.0);
    assertThat(histogram.below()).isEqualTo(5);
    assertThat(histogram.above()).isEqualTo(5);
    assertThat(Arrays.stream(histogram.counts()).sum()).isEqualTo(990);
  }

  @Test
  void equal_scores_have_a_bin() {
    ScoreHistogram histogram = ScoreHistogram.of(new double[] {-7, -7, -7}, 3);
    assertThat(histogram.counts()).containsExactly(0, 3, 0);
    assertThat(histogram.edges()).isSorted();
  }

  @Test
  void nothing_has_no_histogram() {
    assertThatThrownBy(() -> ScoreHistogram.of(new double[0], 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a histogram needs a score and a bin; got 0 and 3");
  }
}
