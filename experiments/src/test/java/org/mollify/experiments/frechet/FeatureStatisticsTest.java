package org.mollify.experiments.frechet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureStatisticsTest {

  @TempDir Path folder;

  @Test
  void they_equal_the_two_pass_definition() {
    FeatureSet set = FormulaFeatures.of(1001, 5, 1, 2);
    FeatureStatistics statistics = set.statistics();
    double[] mean = new double[5];
    for (int k = 0; k < set.values().length; k++) {
      mean[k % 5] += set.values()[k] / 1001.0;
    }
    assertThat(statistics.mean()).containsExactly(mean, within(1e-12));
    double[][] covariance = statistics.covariance();
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        double sum = 0;
        for (int row = 0; row < 1001; row++) {
          sum += (set.values()[row * 5 + i] - mean[i]) * (set.values()[row * 5 + j] - mean[j]);
        }
        assertThat(covariance[i][j]).isCloseTo(sum / 1000, within(1e-12));
      }
    }
  }

  @Test
  void they_do_not_depend_on_how_rows_are_handed_in_nor_on_when_they_are_read() {
    float[] values = FormulaFeatures.of(700, 6, 1, 0).values();
    FeatureStatistics whole = new FeatureAccumulator("f", 6).add(values).statistics();
    FeatureAccumulator parts = new FeatureAccumulator("f", 6);
    for (int from = 0; from < values.length; from += 6 * 33) {
      parts.add(Arrays.copyOfRange(values, from, Math.min(values.length, from + 6 * 33)));
      parts.statistics();
    }
    assertThat(parts.statistics().mean()).isEqualTo(whole.mean());
    assertThat(parts.statistics().covariance()).isDeepEqualTo(whole.covariance());
    assertThat(parts.count()).isEqualTo(700);
  }

  @Test
  void a_large_mean_costs_no_digits() {
    float[] near = new float[4096];
    float[] far = new float[4096];
    for (int i = 0; i < near.length; i++) {
      near[i] = (i * 37) % 16;
      far[i] = near[i] + (1 << 20);
    }
    double expected = new FeatureAccumulator("", 1).add(near).statistics().covariance()[0][0];
    assertThat(new FeatureAccumulator("", 1).add(far).statistics().covariance()[0][0])
        .isCloseTo(expected, within(1e-9));
  }

  @Test
  void a_feature_that_is_not_finite_is_named() {
    FeatureAccumulator accumulator = new FeatureAccumulator("", 2).add(new float[] {1, 2});
    assertThatThrownBy(() -> accumulator.add(new float[] {1, Float.NaN}))
        .hasMessage("feature 1 of item 1 is NaN; look for it in the image or the feature network");
    assertThat(accumulator.count()).isEqualTo(1);
    assertThatThrownBy(accumulator::statistics)
        .hasMessage("a covariance needs at least 2 items, got 1");
  }

  @Test
  void a_written_file_is_read_back_exactly_with_count_and_features() throws IOException {
    FeatureStatistics statistics = FormulaFeatures.of(50, 7, 1, 0).statistics();
    Path file = folder.resolve("statistics.npz");
    StatisticsFile.write(file, statistics);
    byte[] first = Files.readAllBytes(file);
    FeatureStatistics read = StatisticsFile.read(file);
    assertThat(read.mean()).isEqualTo(statistics.mean());
    assertThat(read.covariance()).isDeepEqualTo(statistics.covariance());
    assertThat(read.count()).isEqualTo(50);
    assertThat(read.features()).isEqualTo("formula");
    StatisticsFile.write(file, statistics);
    assertThat(Files.readAllBytes(file)).isEqualTo(first);
  }

  @Test
  void a_file_as_pytorch_fid_writes_it_is_read() throws IOException {
    FeatureStatistics read = StatisticsFile.read(resource("numpy-statistics.npz"));
    FeatureStatistics ours = FormulaFeatures.of(200, 8, 1, 0).statistics();
    assertThat(read.count()).isEqualTo(FeatureStatistics.UNKNOWN_COUNT);
    assertThat(read.features()).isEmpty();
    assertThat(read.mean()).containsExactly(ours.mean(), within(1e-12));
    assertThat(FrechetDistance.between(read, ours).distance()).isBetween(0.0, 1e-11);
  }

  @Test
  void a_file_without_statistics_is_refused_in_one_line() throws IOException {
    Path missing = folder.resolve("none.npz");
    assertThatThrownBy(() -> StatisticsFile.read(missing))
        .hasMessage("there is no file " + missing);
    Path text = Files.writeString(folder.resolve("text.npz"), "no archive");
    assertThatThrownBy(() -> StatisticsFile.read(text))
        .hasMessageStartingWith(text + " is not a NumPy .npz archive");
  }

  private Path resource(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (InputStream in = getClass().getResourceAsStream(name)) {
      Files.copy(in, copy);
    }
    return copy;
  }
}
