package org.mollify.experiments.frechet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FrechetDistanceTest {

  @Test
  void commuting_covariances_have_the_closed_form() {
    // A rotation of diag(4, 1) and of diag(9, 16): d^2 = 5 + (2 - 3)^2 + (1 - 4)^2.
    FeatureStatistics first = rotated(0.3, 4, 1, new double[] {0, 0});
    FeatureStatistics second = rotated(0.3, 9, 16, new double[] {1, 2});
    FrechetResult result = FrechetDistance.between(first, second);
    assertThat(result.meanTerm()).isEqualTo(5);
    assertThat(result.covarianceTerm()).isCloseTo(10, within(1e-12));
    assertThat(result.distance()).isCloseTo(15, within(1e-12));
    assertThat(result.warnings()).isEmpty();
  }

  @Test
  void it_is_symmetric_and_zero_between_equal_statistics() {
    FeatureStatistics a = FormulaFeatures.of(60, 12, 1, 0).statistics();
    FeatureStatistics b = FormulaFeatures.of(80, 12, 0.5, 0.2).statistics();
    assertThat(FrechetDistance.between(a, b).distance())
        .isCloseTo(FrechetDistance.between(b, a).distance(), within(1e-12));
    assertThat(FrechetDistance.between(a, a).distance()).isBetween(0.0, 1e-12);
  }

  @Test
  void singular_covariances_need_no_offset() {
    // Rank one each, along orthogonal axes: the root of the product is zero.
    FeatureStatistics first =
        new FeatureStatistics("", new double[2], new double[][] {{4, 0}, {0, 0}}, 100);
    FeatureStatistics second =
        new FeatureStatistics("", new double[2], new double[][] {{0, 0}, {0, 9}}, 100);
    assertThat(FrechetDistance.between(first, second).distance()).isEqualTo(13);
    FeatureStatistics none = new FeatureStatistics("", new double[2], new double[2][2], 100);
    assertThat(FrechetDistance.between(first, none).distance()).isEqualTo(4);
    assertThat(FrechetDistance.between(none, none).distance()).isZero();
  }

  @Test
  void fewer_items_than_features_are_warned_of() {
    FrechetResult result =
        FrechetDistance.between(
            FormulaFeatures.of(10, 12, 1, 0).statistics(),
            FormulaFeatures.of(100, 12, 1, 0).statistics());
    assertThat(result.warnings())
        .singleElement()
        .asString()
        .startsWith("the first set has 10 items for 12 features");
    assertThat(result.firstCount()).isEqualTo(10);
    assertThat(result.secondCount()).isEqualTo(100);
  }

  @Test
  void different_features_are_refused() {
    FeatureStatistics a = new FeatureStatistics("a", new double[1], new double[][] {{1}}, 5);
    FeatureStatistics b = new FeatureStatistics("b", new double[1], new double[][] {{1}}, 5);
    assertThatThrownBy(() -> FrechetDistance.between(a, b))
        .hasMessage("statistics of different features cannot be compared: \"a\" and \"b\"");
    FeatureStatistics unnamed =
        new FeatureStatistics("", new double[2], new double[][] {{1, 0}, {0, 1}}, 5);
    assertThatThrownBy(() -> FrechetDistance.between(a, unnamed))
        .hasMessage("both statistics must be of the same features, got 1 and 2 dimensions");
  }

  @Test
  void a_matrix_that_is_no_covariance_is_refused() {
    assertThatThrownBy(
            () -> new FeatureStatistics("", new double[2], new double[][] {{1, 2}, {0, 1}}, 5))
        .hasMessageStartingWith("the covariance is not symmetric: cell (1, 0) is 0.0");
    FeatureStatistics indefinite =
        new FeatureStatistics("", new double[2], new double[][] {{1, 2}, {2, 1}}, 5);
    assertThatThrownBy(() -> FrechetDistance.between(indefinite, indefinite))
        .hasMessageContaining("the first statistics is not positive semidefinite");
  }

  private static FeatureStatistics rotated(double angle, double a, double b, double[] mean) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    double off = (a - b) * c * s;
    double[][] covariance = {{a * c * c + b * s * s, off}, {off, a * s * s + b * c * c}};
    return new FeatureStatistics("", mean, covariance, 100);
  }
}
