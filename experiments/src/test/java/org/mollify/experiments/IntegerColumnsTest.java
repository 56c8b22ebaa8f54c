package org.mollify.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.exporter.BundleExport;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.DataSpec.ColumnType;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.trainer.TrainingRun;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.TabularDataset;
import org.mollify.trainer.loop.TrainingListener;

/** Columns of whole numbers, from a table to training, bundle, samples and scores. */
class IntegerColumnsTest {

  @TempDir static Path folder;
  private static Path table;
  private static RunFolder run;
  private static Path bundle;
  private static BundleManifest manifest;

  /** A count that grows with a real number, and another count on its own. */
  @BeforeAll
  static void train() throws IOException {
    table = folder.resolve("counts.csv");
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder text = new StringBuilder("temperature,visits,level\n");
    for (int i = 0; i < 3000; i++) {
      double t = random.nextGaussian();
      long visits = Math.max(0, Math.round(4 + 2 * t + random.nextGaussian()));
      text.append(String.format(Locale.ROOT, "%.5f,%d,%d%n", t, visits, random.nextInt(3)));
    }
    Files.writeString(table, text);
    run = train("run", settings("csv:" + table, 2500));
    bundle = folder.resolve("bundle");
    manifest = new BundleExport(run, Slot.LAST).write(bundle, false);
  }

  private static ConfigLayers settings(String data, int iterations) {
    return SmallRuns.settings("realnvp", data)
        .set("hidden", 32)
        .set("iterations", iterations)
        .set("batchSize", 128)
        .set("learningRate", 2e-3);
  }

  private static RunFolder train(String name, ConfigLayers settings) throws IOException {
    TrainingConfig config = settings.build();
    DataRequest request = DataRequest.of(config.data());
    TrainingRun training =
        TrainingRun.begin(folder.resolve(name), config, DatasetLoader.load(request));
    training.train(TrainingListener.SILENT);
    return training.folder();
  }

  @Test
  void the_bundle_is_proven_and_its_scores_are_a_bound() throws IOException {
    assertThat(run.spec().data().columns())
        .containsExactly(
            new Column("temperature", ColumnType.REAL),
            new Column("visits", ColumnType.INTEGER),
            new Column("level", ColumnType.INTEGER));
    assertThat(manifest.proof().status()).isEqualTo(BundleManifest.Proof.PROVEN);
    assertThat(manifest.likelihood().kind()).isEqualTo("lower-bound");
    assertThat(manifest.graphs().get("loglik").noise())
        .singleElement()
        .isEqualTo(new BundleManifest.Noise("u", List.of(2L), BundleManifest.Distribution.UNIFORM));
    assertThat(manifest.calibration().samples()).isEqualTo(ScoreOptions.BOUND_SAMPLES);
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      Scores scores = model.score(model.sample(50, 1));
      assertThat(scores.samples()).isEqualTo(ScoreOptions.BOUND_SAMPLES);
    }
  }

  @Test
  void samples_are_whole_within_the_observed_range_and_keep_the_mean() throws IOException {
    double[][] data = rows(table);
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      double[][] samples = model.sample(40_000, 5);
      for (int column : new int[] {1, 2}) {
        double[] observed = column(data, column);
        double[] sampled = column(samples, column);
        assertThat(Arrays.stream(sampled)).allMatch(value -> value == Math.rint(value));
        assertThat(Arrays.stream(sampled).min().getAsDouble())
            .isGreaterThanOrEqualTo(Arrays.stream(observed).min().getAsDouble());
        assertThat(Arrays.stream(sampled).max().getAsDouble())
            .isLessThanOrEqualTo(Arrays.stream(observed).max().getAsDouble());
      }
      for (int column : new int[] {1, 2}) {
        assertThat(shift(column(samples, column), column(data, column))).isCloseTo(0, within(0.02));
      }
      assertThat(Arrays.stream(column(samples, 0))).anyMatch(value -> value != Math.rint(value));
    }
  }

  @Test
  void more_importance_samples_raise_the_bound_towards_the_probability() throws IOException {
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      double[][] rows = Arrays.copyOf(rows(table), 200);
      double one =
          IntStream.range(0, 40)
              .mapToDouble(seed -> mean(model.score(rows, new ScoreOptions(1, (long) seed))))
              .average()
              .orElseThrow();
      double many = mean(model.score(rows, new ScoreOptions(256, 0L)));
      assertThat(many).isGreaterThan(one);
    }
  }

  @Test
  void probabilities_of_whole_numbers_sum_to_one() throws IOException {
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      // Density over the real column, probability over both counts: a Riemann sum of all of it.
      double total = 0;
      double cell = 0.1;
      for (double t = -6; t < 6; t += cell) {
        double[][] grid = new double[26 * 12][];
        for (int i = 0; i < grid.length; i++) {
          grid[i] = new double[] {t, i / 12 - 8, i % 12 - 5};
        }
        for (double score : model.score(grid, new ScoreOptions(64, 2L)).logLikelihood()) {
          total += Math.exp(score) * cell;
        }
      }
      assertThat(total).isCloseTo(1, within(0.03));
    }
  }

  @Test
  void a_score_depends_on_the_row_and_the_seed_alone() throws IOException {
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      double[][] rows = Arrays.copyOf(rows(table), 100);
      double[] together = model.score(rows).logLikelihood();
      double[] alone = model.score(new double[][] {rows[42]}).logLikelihood();
      assertThat(alone[0]).isEqualTo(together[42]);
      double[] other = model.score(rows, new ScoreOptions(null, 9L)).logLikelihood();
      assertThat(other[42]).isNotEqualTo(together[42]);
    }
  }

  @Test
  void a_fraction_in_a_column_of_whole_numbers_is_refused() throws IOException {
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      assertThatThrownBy(() -> model.score(new double[][] {{0.5, 4, 1}, {0.5, 4.5, 1}}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "rows[1][1] (column \"visits\") is 4.5; expected a whole number, as in training");
    }
  }

  @Test
  void going_to_latents_and_back_returns_whole_rows() throws IOException {
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      double[][] rows = Arrays.copyOf(rows(table), 100);
      double[][] back = model.decode(model.encode(rows));
      for (int i = 0; i < rows.length; i++) {
        assertThat(back[i][1]).isEqualTo(rows[i][1]);
        assertThat(back[i][2]).isEqualTo(rows[i][2]);
      }
    }
  }

  @Test
  void a_run_that_is_stopped_and_resumed_ends_as_one_that_was_not() throws IOException {
    TrainingConfig config =
        settings("csv:" + table, 80).set("epochs", 3).set("checkpointSeconds", 0).build();
    TabularDataset data = DatasetLoader.load(DataRequest.of(config.data()));
    TrainingRun whole = TrainingRun.begin(folder.resolve("whole"), config, data);
    whole.train(TrainingListener.SILENT);
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void stepped(long step, float loss) {
            if (step == 30) {
              throw new IllegalStateException("stopped here");
            }
          }
        };
    Path path = folder.resolve("stopped");
    try {
      TrainingRun.begin(path, config, data).train(stopping);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("stopped here");
    }
    TrainingRun resumed = TrainingRun.resume(path, config, data);
    resumed.train(TrainingListener.SILENT);
    for (Slot slot : Slot.values()) {
      assertThat(resumed.folder().checkpoints().get(slot).weights().sha256())
          .isEqualTo(whole.folder().checkpoints().get(slot).weights().sha256());
    }
  }

  @Test
  void the_mean_of_the_quality_of_red_wines_survives() throws IOException {
    String home = System.getenv("MOLLIFY_DATA");
    assumeThat(home).as("MOLLIFY_DATA names the data folder").isNotNull();
    Path wine = Path.of(home, "uci/winequality-red.csv");
    assumeThat(wine).exists();
    TrainingConfig config =
        settings("csv:" + wine, 1200)
            .set("batchSize", 512)
            .set("learningRate", 1e-3)
            .set("weightDecay", 0)
            .set("mollifyFraction", 0.5)
            .build();
    ColumnSelection columns = ColumnSelection.parse("alcohol,pH,sulphates,quality", null, null);
    int quality = 3;
    TabularDataset data =
        DatasetLoader.load(
            new DataRequest(config.data(), Optional.empty(), columns, Optional.empty(), 0));
    TrainingRun training = TrainingRun.begin(folder.resolve("wine"), config, data);
    training.train(TrainingListener.SILENT);
    new BundleExport(training.folder(), Slot.LAST).write(folder.resolve("wine-bundle"), false);
    double[] observed = column(data.train().toRows(), quality);
    try (GenerativeModel model = GenerativeModel.open(folder.resolve("wine-bundle"))) {
      double[] sampled = column(model.sample(40_000, 1), quality);
      assertThat(sampled).containsOnly(3, 4, 5, 6, 7, 8);
      assertThat(shift(sampled, observed)).isCloseTo(0, within(0.02));
    }
  }

  /** Difference of the means in standard deviations of the observed values. */
  private static double shift(double[] sampled, double[] observed) {
    double mean = Arrays.stream(observed).average().orElseThrow();
    double variance =
        Arrays.stream(observed)
            .map(value -> (value - mean) * (value - mean))
            .average()
            .orElseThrow();
    return (Arrays.stream(sampled).average().orElseThrow() - mean) / Math.sqrt(variance);
  }

  private static double mean(Scores scores) {
    return Arrays.stream(scores.logLikelihood()).average().orElseThrow();
  }

  private static double[] column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
  }

  private static double[][] rows(Path csv) throws IOException {
    return DatasetLoader.load(DataRequest.of("csv:" + csv)).train().toRows();
  }
}
