package org.mollify.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrawnSetsTest {
  private static TabularDataset load(String name, long seed) throws IOException {
    return DatasetLoader.load(
        new DataRequest(name, Optional.empty(), ColumnSelection.ALL, Optional.empty(), seed));
  }

  @Test
  void the_parts_have_the_papers_sizes_and_depend_on_the_seed_alone() throws IOException {
    for (String name : new String[] {"gmm", "vonmises"}) {
      TabularDataset data = load(name, 3);
      assertThat(data.columnNames()).containsExactly("x", "y");
      assertThat(data.train().rows()).isEqualTo(10_000);
      assertThat(data.validation().rows()).isEqualTo(2_000);
      assertThat(data.test().rows()).isEqualTo(10_000);
      assertThat(data.provenance().split()).isEqualTo("official");
      assertThat(data.train().values()).isEqualTo(load(name, 3).train().values());
      assertThat(data.train().values()).isNotEqualTo(load(name, 4).train().values());
      assertThat(data.train().row(0)).isNotEqualTo(data.test().row(0));
    }
  }

  @Test
  void the_mixture_has_two_equal_components_of_deviation_two_thirds() throws IOException {
    RowBlock train = load("gmm", 1).train();
    double[] up =
        Arrays.stream(train.toRows()).mapToDouble(row -> row[1]).filter(y -> y > 0).toArray();
    double mean = Arrays.stream(up).average().orElseThrow();
    double variance = Arrays.stream(up).map(y -> (y - mean) * (y - mean)).average().orElseThrow();
    double varianceX =
        Arrays.stream(train.toRows()).mapToDouble(row -> row[0] * row[0]).average().orElseThrow();

    // Four standard errors of 10,000 draws.
    assertThat(up.length).isCloseTo(5000, within(200));
    assertThat(mean).isCloseTo(2, within(0.04));
    assertThat(Math.sqrt(variance)).isCloseTo(2.0 / 3, within(0.03));
    assertThat(Math.sqrt(varianceX)).isCloseTo(2.0 / 3, within(0.02));
  }

  @Test
  void the_mixtures_density_integrates_to_one_and_its_score_is_its_gradient() {
    double sum = 0;
    double step = 0.05;
    for (double x = -6; x <= 6; x += step) {
      for (double y = -8; y <= 8; y += step) {
        sum += Math.exp(MixtureOfGaussians.logDensity(x, y)) * step * step;
      }
    }
    assertThat(sum).isCloseTo(1, within(1e-6));

    double h = 1e-5;
    for (double[] p : new double[][] {{0, 0}, {0.3, 0.1}, {-1, 2.5}, {2, -0.01}, {40, -60}}) {
      double[] score = MixtureOfGaussians.score(p[0], p[1]);
      double dx =
          MixtureOfGaussians.logDensity(p[0] + h, p[1])
              - MixtureOfGaussians.logDensity(p[0] - h, p[1]);
      double dy =
          MixtureOfGaussians.logDensity(p[0], p[1] + h)
              - MixtureOfGaussians.logDensity(p[0], p[1] - h);
      assertThat(score[0]).isCloseTo(dx / (2 * h), within(1e-5));
      assertThat(score[1]).isCloseTo(dy / (2 * h), within(1e-5));
    }
  }

  @Test
  void von_mises_points_lie_on_the_circle_and_follow_their_distribution() throws IOException {
    double[][] points = load("vonmises", 1).train().toRows();
    double[] angles =
        Arrays.stream(points).mapToDouble(p -> Math.atan2(p[1], p[0])).sorted().toArray();

    assertThat(Arrays.asList(points))
        .allSatisfy(p -> assertThat(Math.hypot(p[0], p[1])).isCloseTo(1, within(1e-12)));
    // I1(1) / I0(1), the mean of the cosine.
    assertThat(Arrays.stream(points).mapToDouble(p -> p[0]).average().orElseThrow())
        .isCloseTo(0.4463899658965345, within(0.03));
    // Kolmogorov and Smirnov's distance; 1.95 / sqrt(n) is its 0.1 percent point.
    assertThat(kolmogorovDistance(angles)).isLessThan(1.95 / Math.sqrt(angles.length));
  }

  private static double kolmogorovDistance(double[] sortedAngles) {
    int steps = 20_000;
    double width = 2 * Math.PI / steps;
    double cumulative = 0;
    double distance = 0;
    int below = 0;
    for (int i = 0; i < steps; i++) {
      double middle = -Math.PI + (i + 0.5) * width;
      cumulative += Math.exp(VonMises.logAngleDensity(middle)) * width;
      while (below < sortedAngles.length && sortedAngles[below] <= middle + width / 2) {
        below++;
      }
      distance = Math.max(distance, Math.abs(cumulative - (double) below / sortedAngles.length));
    }
    assertThat(cumulative).isCloseTo(1, within(1e-9));
    return distance;
  }

  @Test
  void a_drawn_set_has_only_its_own_parts_and_columns() {
    assertThatThrownBy(
            () ->
                DatasetLoader.load(
                    new DataRequest(
                        "gmm",
                        Optional.empty(),
                        ColumnSelection.ALL,
                        Optional.of(SplitRule.SEEDED),
                        0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gmm is drawn in three independent parts; use --split official, not seeded");
    assertThatThrownBy(
            () ->
                DatasetLoader.load(
                    new DataRequest(
                        "gmm",
                        Optional.empty(),
                        ColumnSelection.parse("x", null, null),
                        Optional.empty(),
                        0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gmm has its columns fixed");
  }
}
