package org.mollify.experiments.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingMetricsTest {

  @Test
  void without_ties_auroc_counts_the_pairs_in_the_right_order() {
    // Of the pairs (.35,.1) (.35,.4) (.8,.1) (.8,.4) three are in order.
    boolean[] positive = {false, false, true, true};
    double[] score = {0.1, 0.4, 0.35, 0.8};
    assertThat(RankingMetrics.auroc(positive, score)).isEqualTo(0.75);
  }

  @Test
  void without_ties_average_precision_sums_precision_at_each_positive() {
    // Downwards: + (1/1), -, + (2/3), -.
    boolean[] positive = {false, false, true, true};
    double[] score = {0.1, 0.4, 0.35, 0.8};
    assertThat(RankingMetrics.averagePrecision(positive, score))
        .isCloseTo((1 + 2.0 / 3) / 2, within(1e-15));
  }

  @Test
  void a_tie_between_classes_counts_one_half_in_auroc() {
    // Pairs: 2 against {2, 1} = 0.5 + 1, 1 against {2, 1} = 0 + 0.5.
    assertThat(
            RankingMetrics.auroc(
                new boolean[] {true, false, true, false}, new double[] {2, 2, 1, 1}))
        .isEqualTo(0.5);
    // Positives 3 and 2, negatives 2, 2, 1: (3 + 0.5 + 0.5 + 1) / 6.
    assertThat(
            RankingMetrics.auroc(
                new boolean[] {true, true, false, false, false}, new double[] {3, 2, 2, 2, 1}))
        .isCloseTo(5.0 / 6, within(1e-15));
  }

  @Test
  void tied_items_enter_average_precision_together_whatever_their_order() {
    // 3: P = 1, recall 1/2. Then the three twos together: P = 2/4, recall 1.
    boolean[] positive = {true, true, false, false, false};
    double[] score = {3, 2, 2, 2, 1};
    assertThat(RankingMetrics.averagePrecision(positive, score)).isEqualTo(0.75);
    boolean[] shuffled = {false, false, true, false, true};
    double[] shuffledScore = {2, 1, 2, 2, 3};
    assertThat(RankingMetrics.averagePrecision(shuffled, shuffledScore)).isEqualTo(0.75);
  }

  @Test
  void when_all_scores_are_equal_auroc_is_one_half_and_average_precision_the_prevalence() {
    boolean[] positive = {true, false, false, false, true};
    double[] score = {7, 7, 7, 7, 7};
    assertThat(RankingMetrics.auroc(positive, score)).isEqualTo(0.5);
    assertThat(RankingMetrics.averagePrecision(positive, score)).isEqualTo(0.4);
  }

  @Test
  void a_perfect_ranking_gives_one_and_its_reverse_auroc_zero() {
    boolean[] positive = {false, true, false, true};
    double[] perfect = {-5, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 3};
    double[] reversed = {5, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -3};
    assertThat(RankingMetrics.auroc(positive, perfect)).isEqualTo(1);
    assertThat(RankingMetrics.averagePrecision(positive, perfect)).isEqualTo(1);
    assertThat(RankingMetrics.auroc(positive, reversed)).isZero();
  }

  @Test
  void negative_zero_ties_zero() {
    assertThat(RankingMetrics.auroc(new boolean[] {true, false}, new double[] {-0.0, 0.0}))
        .isEqualTo(0.5);
  }

  @Test
  void auroc_equals_the_count_over_all_pairs_on_random_scores_with_many_ties() {
    Random random = new Random(1);
    boolean[] positive = new boolean[300];
    double[] score = new double[300];
    for (int i = 0; i < 300; i++) {
      positive[i] = random.nextInt(5) == 0;
      score[i] = random.nextInt(12) + (positive[i] ? 2 : 0);
    }
    double wins = 0;
    long pairs = 0;
    for (int i = 0; i < 300; i++) {
      for (int j = 0; j < 300; j++) {
        if (positive[i] && !positive[j]) {
          pairs++;
          wins += score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0;
        }
      }
    }
    assertThat(RankingMetrics.auroc(positive, score)).isCloseTo(wins / pairs, within(1e-14));
  }

  @Test
  void bad_input_is_answered_in_one_line() {
    assertThatThrownBy(() -> RankingMetrics.auroc(new boolean[2], new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels and scores must have one length, got 2 labels and 3 scores");
    assertThatThrownBy(() -> RankingMetrics.auroc(new boolean[2], new double[2]))
        .hasMessage("AUROC needs both classes, got 0 positive and 2 negative items");
    assertThatThrownBy(() -> RankingMetrics.averagePrecision(new boolean[2], new double[2]))
        .hasMessage("average precision needs at least one positive item, got none among 2");
    assertThatThrownBy(
            () ->
                RankingMetrics.averagePrecision(
                    new boolean[] {true, false}, new double[] {1, Double.NaN}))
        .hasMessage("score 1 is NaN and cannot be ranked");
  }
}
