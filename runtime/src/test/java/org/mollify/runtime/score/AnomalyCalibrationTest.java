package org.mollify.runtime.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.bundle.BundleManifest.Calibration;

class AnomalyCalibrationTest {

  @Test
  void the_percentile_is_the_share_of_held_out_rows_that_are_less_rare() {
    AnomalyCalibration calibration = of(0, -3, -2, -2, -1);
    assertThat(calibration.heldOut()).isEqualTo(4);
    assertThat(calibration.percentile(-5)).isCloseTo(80, within(1e-9));
    assertThat(calibration.percentile(-3)).isCloseTo(60, within(1e-9));
    assertThat(calibration.percentile(-2)).isCloseTo(20, within(1e-9));
    assertThat(calibration.percentile(-1.5)).isCloseTo(20, within(1e-9));
    assertThat(calibration.percentile(0)).isCloseTo(0, within(1e-9));
  }

  @Test
  void held_out_rows_that_overflowed_rank_below_all() {
    AnomalyCalibration calibration = of(5, -3, -2, -2, -1);
    assertThat(calibration.heldOut()).isEqualTo(9);
    assertThat(calibration.percentile(-9)).isCloseTo(40, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NEGATIVE_INFINITY, Double.NaN, Double.POSITIVE_INFINITY})
  void a_score_that_is_not_finite_is_rarer_than_everything(double score) {
    assertThat(of(0, -1).percentile(score)).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.05, 0.1, 0.5, 0.9})
  void the_threshold_flags_exactly_the_rows_whose_p_value_is_within_the_rate(double rate) {
    Random random = new Random(3);
    double[] scores = random.doubles(199, -10, 0).sorted().toArray();
    AnomalyCalibration calibration = of(1, scores);
    double threshold = calibration.thresholdAt(rate);
    random
        .doubles(500, -11, 1)
        .forEach(
            score -> {
              double pValue = 1 - calibration.percentile(score) / 100;
              assertThat(score < threshold).isEqualTo(pValue <= rate * (1 + 1e-9));
            });
  }

  @Test
  void a_rate_finer_than_the_held_out_rows_resolve_is_refused() {
    AnomalyCalibration calibration = of(0, IntStream.range(0, 50).asDoubleStream().toArray());
    assertThat(calibration.thresholdAt(0.02)).isEqualTo(0);
    assertThatThrownBy(() -> calibration.thresholdAt(0.01))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a false-alarm rate of 0.01 needs at least 100 held-out rows; this bundle has 50; take"
                + " a larger rate or hold out more data");
    assertThatThrownBy(() -> calibration.thresholdAt(0))
        .hasMessage("false-alarm rate is 0.0; expected more than 0 and less than 1");
    assertThatThrownBy(() -> calibration.thresholdAt(Double.NaN)).hasMessageContaining("NaN");
  }

  @Test
  void typicality_ranks_by_the_distance_from_the_mean_on_either_side() {
    // Mean -2: distances 2, 0, 0, 2.
    AnomalyCalibration calibration = of(0, -4, -2, -2, 0);
    assertThat(calibration.meanLogLikelihood()).isEqualTo(-2);
    assertThat(typicality(calibration, -2)).isCloseTo(0, within(1e-9));
    assertThat(typicality(calibration, -3)).isCloseTo(40, within(1e-9));
    assertThat(typicality(calibration, -1)).isCloseTo(40, within(1e-9));
    assertThat(typicality(calibration, 0)).isCloseTo(40, within(1e-9));
    assertThat(typicality(calibration, 0.5)).isCloseTo(80, within(1e-9));
    assertThat(typicality(calibration, Double.NEGATIVE_INFINITY)).isEqualTo(100);
    assertThat(calibration.thresholdAt(AnomalyScore.TYPICALITY, 0.25)).isEqualTo(2);
  }

  @Test
  void held_out_rows_that_overflowed_are_the_least_typical_and_no_part_of_the_mean() {
    AnomalyCalibration calibration = of(5, -4, -2, -2, 0);
    assertThat(calibration.meanLogLikelihood()).isEqualTo(-2);
    assertThat(typicality(calibration, 3)).isCloseTo(40, within(1e-9));
    assertThat(of(3).supports(AnomalyScore.TYPICALITY)).isFalse();
    assertThatThrownBy(() -> of(3).thresholdAt(AnomalyScore.TYPICALITY, 0.5))
        .hasMessage("score typicality needs a finite held-out score, and this bundle has none");
  }

  private static double typicality(AnomalyCalibration calibration, double logLikelihood) {
    return calibration.percentile(AnomalyScore.TYPICALITY, calibration.distance(logLikelihood));
  }

  private static AnomalyCalibration of(int nonFinite, double... ascending) {
    return new AnomalyCalibration(new Calibration("test", 0, null, ascending, nonFinite));
  }
}
