package org.mollify.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.exporter.BundleExport;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.score.ScoreOptions;

/** Which column makes a row unlikely, where columns are real, whole, labels, or missing. */
class AttributionOfColumnsTest {

  private static final int REAL = 0;
  private static final int WHOLE = 1;
  private static final int LABEL = 2;

  /** Codes by frequency: the middle sizes are the most frequent. */
  private static final int MEDIUM = 0;

  @TempDir static Path folder;
  private static Path bundle;

  /** Three columns that say the same, with little noise: any one that disagrees is off. */
  @BeforeAll
  static void train() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    StringBuilder text = new StringBuilder("warmth,visits,size\n");
    for (int i = 0; i < 2000; i++) {
      double common = random.nextGaussian();
      String visits = i % 100 == 7 ? "" : Long.toString(Math.round(20 + 6 * common));
      String size = common < -0.8 ? "small" : common < 0.8 ? "medium" : "large";
      text.append(
          String.format(
              Locale.ROOT, "%.4f,%s,%s%n", common + 0.1 * random.nextGaussian(), visits, size));
    }
    Path table = Files.writeString(folder.resolve("table.csv"), text);
    RunFolder run =
        SmallRuns.train(
            folder.resolve("run"),
            SmallRuns.settings("realnvp", "csv:" + table)
                .set("impute", "median")
                .set("hidden", 32)
                .set("iterations", 800)
                .set("learningRate", 2e-3));
    bundle = folder.resolve("bundle");
    new BundleExport(run, Slot.LAST).write(bundle, false);
  }

  @Test
  void the_column_that_was_made_extreme_is_named() throws IOException {
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      assertThat(model.manifest().data().columns().get(LABEL).categories().get(MEDIUM))
          .isEqualTo("medium");
      double[] usual = {0, 20, MEDIUM};
      double[][] rows = {usual, usual.clone(), usual.clone()};
      rows[1][REAL] = 9;
      rows[2][WHOLE] = 60;
      double[][] attribution = model.attribute(rows, ScoreOptions.defaults());
      assertThat(Arrays.stream(attribution[0])).as("a usual row").allMatch(gain -> gain < 2);
      assertThat(largest(attribution[1])).isEqualTo(REAL);
      assertThat(attribution[1][REAL]).isGreaterThan(5);
      assertThat(largest(attribution[2])).isEqualTo(WHOLE);
      assertThat(attribution[2][WHOLE]).isGreaterThan(5);
    }
  }

  @Test
  void a_label_that_contradicts_the_other_columns_is_named() throws IOException {
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      int small = model.manifest().data().columns().get(LABEL).categories().indexOf("small");
      double[][] rows = {{1.4, 28, small}};
      double[] attribution = model.attribute(rows, ScoreOptions.defaults())[0];
      assertThat(largest(attribution)).isEqualTo(LABEL);
      assertThat(attribution[LABEL]).isPositive();
    }
  }

  @Test
  void a_missing_value_is_explained_as_its_replacement() throws IOException {
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      double replacement = model.manifest().data().columns().get(WHOLE).imputation().value();
      double[][] rows = {{2, Double.NaN, MEDIUM}, {2, replacement, MEDIUM}};
      double[][] attribution = model.attribute(rows, ScoreOptions.defaults());
      assertThat(attribution[0]).isEqualTo(attribution[1]);
      assertThat(attribution[0]).doesNotContain(Double.NaN);
    }
  }

  private static int largest(double[] values) {
    return IntStream.range(0, values.length)
        .reduce((a, b) -> values[b] > values[a] ? b : a)
        .orElseThrow();
  }
}
