package org.mollify.experiments.frechet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against numbers recorded from NumPy and SciPy by {@code benchmarks/peers/frechet.py}. */
class PublishedNumbersTest {

  private static final double TOLERANCE = 1e-6;

  static Stream<JsonNode> cases() throws IOException {
    try (InputStream in = PublishedNumbersTest.class.getResourceAsStream("frechet.json")) {
      JsonNode cases = new ObjectMapper().readTree(in).get("cases");
      return StreamSupport.stream(cases.spliterator(), false);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_frechet_distance_is_the_published_one(JsonNode recorded) {
    FeatureStatistics first = features(recorded, "first").statistics();
    FeatureStatistics second = features(recorded, "second").statistics();
    assertThat(first.trace()).isCloseTo(recorded.get("traceOfFirst").asDouble(), within(TOLERANCE));
    double distance = FrechetDistance.between(first, second).distance();
    assertThat(distance).isCloseTo(recorded.get("published").asDouble(), within(TOLERANCE));
    assertThat(distance).isCloseTo(recorded.get("fromFeatures").asDouble(), within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_kernel_distance_over_all_rows_is_the_published_one(JsonNode recorded) {
    double distance =
        KernelDistance.unbiased(features(recorded, "first"), features(recorded, "second"));
    assertThat(distance).isCloseTo(recorded.get("kernelDistance").asDouble(), within(TOLERANCE));
  }

  private static FeatureSet features(JsonNode recorded, String which) {
    JsonNode set = recorded.get(which);
    return FormulaFeatures.of(
        set.get("count").asInt(),
        recorded.get("dimension").asInt(),
        set.get("scale").asDouble(),
        set.get("shift").asDouble());
  }
}
