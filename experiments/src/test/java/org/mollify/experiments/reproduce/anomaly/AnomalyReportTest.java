package org.mollify.experiments.reproduce.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.experiments.Reproductions;
import org.mollify.experiments.metric.RankingMetrics;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.trainer.data.NpyReader;

class AnomalyReportTest {

  @TempDir Path folder;

  @Test
  void splits_are_averaged_sets_are_averaged_and_ranks_share_ties() {
    AnomalyReport report =
        new AnomalyReport(
            List.of("a", "b"),
            2,
            List.of(
                outcome("a", 1, "rcf", 0.9),
                outcome("a", 2, "rcf", 0.8),
                outcome("b", 1, "rcf", 0.7),
                outcome("b", 2, "rcf", 0.7),
                outcome("a", 1, "mollified", 0.95),
                outcome("a", 2, "mollified", 0.95),
                outcome("b", 1, "mollified", 0.6),
                outcome("b", 2, "mollified", 0.8)));
    assertThat(report.markdown())
        .contains("| rcf | 0.8500 | 0.7000 | 0.7750 | 1.75 |")
        .contains("| mollified | 0.9500 | 0.7000 | 0.8250 | 1.25 |");
  }

  @Test
  void sets_that_are_lost_are_named_with_the_winner() {
    AnomalyReport report =
        new AnomalyReport(
            List.of("a", "b"),
            1,
            List.of(
                outcome("a", 1, "rcf", 0.9),
                outcome("b", 1, "rcf", 0.7),
                outcome("a", 1, "mollified", 0.8),
                outcome("b", 1, "mollified", 0.9)));
    assertThat(report.markdown())
        .contains("Mollified training loses in AUROC: a to rcf by 0.1000.");
  }

  @Test
  void the_cut_forest_ranks_rows_that_are_off_first_whatever_the_units() {
    SplitRows rows = rows();
    assertThat(RankingMetrics.auroc(rows.anomalous(), CutForest.score(rows, true, 1)))
        .isGreaterThan(0.95);
    assertThat(CutForest.score(rows, true, 1)).isEqualTo(CutForest.score(rows, true, 1));
  }

  @Test
  void a_split_file_is_an_archive_that_reads_back() throws IOException {
    Path file = folder.resolve("splits/a-1.npz");
    Files.createDirectories(file.getParent());
    SplitRows rows = rows();
    SplitFile.write(file, rows);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly("X_train.npy", "X_test.npy", "y_test.npy");
      try (InputStream in = zip.getInputStream(zip.getEntry("X_test.npy"))) {
        Path array = folder.resolve("X_test.npy");
        Files.copy(in, array);
        assertThat(NpyReader.read(array).values())
            .isEqualTo(Arrays.stream(rows.test()).flatMapToDouble(Arrays::stream).toArray());
      }
    }
  }

  @Test
  void an_unknown_set_is_answered_with_the_known_ones() {
    ReproductionRequest request =
        new ReproductionRequest(
            folder,
            OptionalInt.empty(),
            true,
            Optional.of(folder),
            List.of("cardo"),
            1,
            line -> {},
            line -> {});
    assertThatThrownBy(() -> Reproductions.get("anomaly").run(request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--only cardo names no anomaly set (did you mean cardio?)");
  }

  @Test
  void a_missing_file_is_answered_with_where_to_get_it() {
    assertThatThrownBy(() -> LabelledSet.CARDIO.locate(Optional.of(folder)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("6_cardio.npz is missing: take 6_cardio.npz from ADBench");
  }

  private static SplitRows rows() {
    SplittableRandom random = new SplittableRandom(4);
    double[][] train = new double[400][];
    for (int i = 0; i < train.length; i++) {
      train[i] = new double[] {random.nextGaussian(), 1e6 * random.nextGaussian()};
    }
    double[][] test = new double[100][];
    boolean[] anomalous = new boolean[100];
    for (int i = 0; i < test.length; i++) {
      anomalous[i] = i % 10 == 0;
      double off = anomalous[i] ? 8 : 0;
      test[i] = new double[] {random.nextGaussian() + off, 1e6 * random.nextGaussian()};
    }
    return new SplitRows(train, test, anomalous);
  }

  private static Outcome outcome(String set, int split, String detector, double auroc) {
    return new Outcome(set, split, detector, auroc, auroc);
  }
}
