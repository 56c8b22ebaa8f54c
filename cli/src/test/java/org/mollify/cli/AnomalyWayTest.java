package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a labelled table to flagged and explained rows. */
class AnomalyWayTest {

  @TempDir static Path folder;

  /** Integer columns that depend on one another; an anomaly breaks column {@code c}. */
  @BeforeAll
  static void train() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    StringBuilder text = new StringBuilder("a,b,c,label\n");
    for (int i = 0; i < 620; i++) {
      boolean broken = i % 31 == 0;
      double common = random.nextGaussian();
      long a = Math.round(10 * common + random.nextGaussian());
      long b = Math.round(-20 * common + random.nextGaussian());
      long c = Math.round(15 * common + random.nextGaussian()) + (broken ? 60 : 0);
      text.append(String.format(Locale.ROOT, "%d,%d,%d,%d%n", a, b, c, broken ? 1 : 0));
    }
    Path table = Files.writeString(folder.resolve("table.csv"), text);
    Console.run(
            "train",
            "--preset",
            "anomaly",
            "--data",
            "csv:" + table,
            "--target",
            "label",
            "--split",
            "anomaly",
            "--iterations",
            "400",
            "--set",
            "hidden=16",
            "--out",
            folder.resolve("run"))
        .expectDone();
    Console.run("export", folder.resolve("run"), "--out", folder.resolve("bundle")).expectDone();
  }

  @Test
  void run_and_bundle_rank_the_anomalies_of_a_labelled_table_first() {
    for (String target : List.of("run", "bundle")) {
      Console.Outcome outcome =
          Console.run(
              "evaluate",
              folder.resolve(target),
              "--data",
              "csv:" + folder.resolve("table.csv"),
              "--target",
              "label",
              "--split",
              "anomaly",
              "--metric",
              "auroc,ap");
      outcome.expectDone();
      assertThat(number(outcome.out(), "auroc")).isGreaterThan(0.97);
      assertThat(number(outcome.out(), "averagePrecision")).isGreaterThan(0.8);
      assertThat(outcome.out()).contains("\"rows\" : 320");
    }
  }

  @Test
  void rare_rows_are_flagged_and_the_broken_column_explains_them() throws IOException {
    Path in = Files.writeString(folder.resolve("new.csv"), "a,b,c\n5,-10,7\n5,-10,70\n");
    Path out = folder.resolve("scores.csv");
    Console.run(
            "loglik",
            folder.resolve("bundle"),
            "--in",
            in,
            "--out",
            out,
            "--false-alarm-rate",
            "0.05",
            "--attribution")
        .expectDone();
    List<String> lines = Files.readAllLines(out);
    assertThat(lines.get(0))
        .isEqualTo(
            "log_likelihood,bits_per_dimension,anomaly_percentile,anomaly,attribution_a,attribution_b,attribution_c");
    double[] usual = numbers(lines.get(1));
    double[] broken = numbers(lines.get(2));
    assertThat(usual[3]).isZero();
    assertThat(broken[3]).isEqualTo(1);
    assertThat(broken[6]).isGreaterThan(broken[4]).isGreaterThan(broken[5]).isGreaterThan(2);
  }

  @Test
  void a_rate_that_needs_more_held_out_rows_is_answered_with_their_number() throws IOException {
    Path in = Files.writeString(folder.resolve("one.csv"), "a,b,c\n5,-10,7\n");
    Console.run(
            "loglik",
            folder.resolve("bundle"),
            "--in",
            in,
            "--out",
            folder.resolve("none.csv"),
            "--false-alarm-rate",
            "0.01")
        .expectLine(
            "loglik",
            1,
            "a false-alarm rate of 0.01 needs at least 100 held-out rows; this bundle has 30");
    assertThat(folder.resolve("none.csv")).doesNotExist();
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
  }

  private static double number(String json, String key) {
    int from = json.indexOf("\"" + key + "\"");
    return Double.parseDouble(json.substring(from).split("[:,}]")[1].strip());
  }
}
