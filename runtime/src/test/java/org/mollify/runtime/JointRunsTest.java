package org.mollify.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestDeepBundle;

/** Work that shares runs of a graph gives the answers of work alone, bit for bit. */
class JointRunsTest {
  @TempDir Path folder;

  @Test
  void samples_of_any_seeds_and_temperatures_share_runs() throws Exception {
    try (GenerativeModel model =
        GenerativeModel.open(TestDeepBundle.write(folder, "deep"), RuntimeOptions.defaults())) {
      List<Sampling> samplings = new ArrayList<>();
      List<double[][]> alone = new ArrayList<>();
      Random random = new Random(3);
      for (int i = 0; i < 12; i++) {
        long first = random.nextInt(1000);
        int n = 1 + random.nextInt(90);
        double temperature = i % 2 == 0 ? 1 : 0.5;
        samplings.add(model.joint().sampling(first, n, i / 3, temperature));
        alone.add(model.sample(first, n, i / 3, temperature));
      }
      List<Sampling.Piece> pieces = new ArrayList<>();
      for (int start = 0; start < 90; start += 13) {
        for (Sampling sampling : samplings) {
          int count = Math.min(13, sampling.size() - start);
          if (count > 0) {
            pieces.add(new Sampling.Piece(sampling, start, count));
          }
        }
      }
      for (int i = 0; i < pieces.size(); i += 5) {
        model.joint().runSampling(pieces.subList(i, Math.min(pieces.size(), i + 5)));
      }
      for (int i = 0; i < samplings.size(); i++) {
        assertThat(samplings.get(i).result()).isDeepEqualTo(alone.get(i));
      }
    }
  }

  @Test
  void scores_share_runs() throws Exception {
    try (GenerativeModel model = GenerativeModel.open(TestDeepBundle.write(folder, "deep"))) {
      double[][] rows = model.sample(70, 4);
      double[][] more = model.sample(70, 5);
      Scoring first = model.joint().scoring(model.check(rows), ScoreOptions.defaults());
      Scoring second = model.joint().scoring(model.check(more), ScoreOptions.defaults());
      assertThat(first.joins(second)).isTrue();
      assertThat(first.passes()).isEqualTo(1);
      model
          .joint()
          .runScoring(
              List.of(new Scoring.Piece(first, 0, 1), new Scoring.Piece(second, 31, 39)), 0, 1);
      model
          .joint()
          .runScoring(
              List.of(new Scoring.Piece(second, 0, 31), new Scoring.Piece(first, 1, 69)), 0, 1);
      assertSame(first.result(), model.score(rows));
      assertSame(second.result(), model.score(more));
    }
  }

  @Test
  void bounds_share_runs_pass_by_pass_when_samples_and_seed_agree() throws Exception {
    try (GenerativeModel model = GenerativeModel.open(TestBundles.lowerBound(folder, "b", 8))) {
      ScoreOptions options = new ScoreOptions(21, 9L);
      double[][] rows = {{1, 2}, {0.5, -1}, {3, 3}};
      double[][] more = {{-2, 0.25}};
      Scoring first = model.joint().scoring(model.check(rows), options);
      Scoring second = model.joint().scoring(model.check(more), options);
      assertThat(first.joins(second)).isTrue();
      assertThat(first.passes()).isEqualTo(3);
      List<Scoring.Piece> pieces =
          List.of(new Scoring.Piece(first, 0, 3), new Scoring.Piece(second, 0, 1));
      model.joint().runScoring(pieces, 0, 1);
      model.joint().runScoring(pieces, 1, 2);
      assertSame(first.result(), model.score(rows, options));
      assertSame(second.result(), model.score(more, options));
      CheckedRows checked = model.check(rows);
      assertThat(first.joins(model.joint().scoring(checked, new ScoreOptions(22, 9L)))).isFalse();
      assertThat(first.joins(model.joint().scoring(checked, new ScoreOptions(21, 8L)))).isFalse();
    }
  }

  @Test
  void passes_that_are_run_again_after_a_failure_count_once() throws Exception {
    try (GenerativeModel model = GenerativeModel.open(TestBundles.lowerBound(folder, "b", 8))) {
      ScoreOptions options = new ScoreOptions(21, 9L);
      double[][] rows = {{1, 2}, {0.5, -1}, {3, 3}};
      Scoring scoring = model.joint().scoring(model.check(rows), options);
      List<Scoring.Piece> first = List.of(new Scoring.Piece(scoring, 0, 2));
      List<Scoring.Piece> rest = List.of(new Scoring.Piece(scoring, 2, 1));
      model.joint().runScoring(rest, 0, 2);
      // As a run of all three passes leaves it that failed in its third.
      model.joint().runScoring(first, 0, 2);
      model.joint().runScoring(first, 0, 3);
      model.joint().runScoring(rest, 2, 1);
      assertSame(scoring.result(), model.score(rows, options));
    }
  }

  @Test
  void an_attribution_is_a_scoring_of_other_rows() throws Exception {
    try (GenerativeModel model = GenerativeModel.open(TestBundles.affine(folder, "wine"))) {
      double[][] rows = model.sample(3, 1);
      Scoring asked =
          model
              .joint()
              .scoring(model.joint().attributionRows(model.check(rows)), ScoreOptions.defaults());
      model.joint().runScoring(List.of(new Scoring.Piece(asked, 0, asked.size())), 0, 1);
      assertThat(model.joint().attribution(asked.result().logLikelihood()))
          .isDeepEqualTo(model.attribute(rows, ScoreOptions.defaults()));
    }
  }

  @Test
  void flat_rows_are_checked_like_others() throws Exception {
    try (GenerativeModel model = GenerativeModel.open(TestBundles.affine(folder, "wine"))) {
      double[][] rows = model.sample(2, 1);
      double[] flat = {
        rows[0][0], rows[0][1], rows[0][2], rows[1][0], rows[1][1], rows[1][2],
      };
      Scoring scoring = model.joint().scoring(model.check(flat), ScoreOptions.defaults());
      model.joint().runScoring(List.of(new Scoring.Piece(scoring, 0, 2)), 0, 1);
      assertSame(scoring.result(), model.score(rows));
      assertThatThrownBy(() -> model.check(new double[4]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("4 values are no whole number of rows of 3");
      assertThatThrownBy(() -> model.check(new double[] {1, 2, 3, 1, Double.NaN, 3}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("rows[1][1] (column \"pH\") is NaN; expected a finite number");
    }
  }

  private static void assertSame(Scores actual, Scores expected) {
    assertThat(bits(actual.logLikelihood())).isEqualTo(bits(expected.logLikelihood()));
    assertThat(bits(actual.bitsPerDimension())).isEqualTo(bits(expected.bitsPerDimension()));
    assertThat(actual.samples()).isEqualTo(expected.samples());
    assertThat(actual.seed()).isEqualTo(expected.seed());
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
