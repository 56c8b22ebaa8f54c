package org.mollify.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.bundle.BundleException;
import org.mollify.runtime.score.AnomalyCalibration;
import org.mollify.runtime.score.AnomalyScore;
import org.mollify.runtime.score.PngCoder;
import org.mollify.runtime.score.Scores;
import org.mollify.runtime.testing.TestImageBundle;

/** A model of noise: constant images at its mean are the most likely of all, and no noise. */
class ImageScoresTest {

  @TempDir Path folder;

  @Test
  void a_constant_image_is_most_likely_and_yet_an_anomaly() throws Exception {
    double[] constant = new double[192];
    Arrays.fill(constant, 128);
    double[] usual = TestImageBundle.heldOut()[17];
    Path bundle = TestImageBundle.withComplexity(folder.resolve("noise"), "noise");
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      Scores scores = model.score(new double[][] {constant, usual});
      assertThat(scores.anomalyPercentile()[0]).isEqualTo(0);
      assertThat(scores.typicality().percentile()[0]).isCloseTo(99, within(1e-9));
      assertThat(scores.complexity().percentile()[0]).isCloseTo(99, within(1e-9));
      AnomalyCalibration calibration = model.calibration().orElseThrow();
      assertThat(scores.flagged(calibration.thresholdAt(0.05))).containsExactly(false, false);
      for (AnomalyScore score :
          new AnomalyScore[] {AnomalyScore.TYPICALITY, AnomalyScore.COMPLEXITY}) {
        assertThat(scores.flagged(score, calibration.thresholdAt(score, 0.05)))
            .containsExactly(true, false);
      }
    }
  }

  @Test
  void the_corrected_score_is_the_models_code_length_less_the_coders() throws Exception {
    double[] image = TestImageBundle.heldOut()[3];
    Path bundle = TestImageBundle.withComplexity(folder.resolve("noise"), "noise");
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      Scores scores = model.score(new double[][] {image});
      double bits = new PngCoder(TestImageBundle.CODED).encode(image, 0).length * 8;
      assertThat(scores.complexity().codeLength()[0]).isEqualTo(bits / 192);
      assertThat(scores.complexity().score()[0])
          .isCloseTo(scores.bitsPerDimension()[0] - bits / 192, within(1e-12));
      assertThat(scores.complexity().coder()).isEqualTo("png " + PngCoder.VERSION);
      double mean = model.calibration().orElseThrow().meanLogLikelihood();
      assertThat(scores.typicality().distance()[0])
          .isEqualTo(Math.abs(scores.logLikelihood()[0] - mean));
    }
  }

  @Test
  void a_bundle_without_code_lengths_has_the_other_scores() throws Exception {
    try (GenerativeModel model =
        GenerativeModel.open(TestImageBundle.write(folder.resolve("older"), "older"))) {
      Scores scores = model.score(new double[][] {new double[24]});
      assertThat(scores.complexity()).isNull();
      assertThat(scores.typicality().distance()[0])
          .isCloseTo(Math.abs(scores.logLikelihood()[0] + 130), within(1e-9));
      assertThatThrownBy(() -> scores.flagged(AnomalyScore.COMPLEXITY, 0))
          .hasMessage("these scores lack complexity");
      assertThatThrownBy(
              () -> model.calibration().orElseThrow().thresholdAt(AnomalyScore.COMPLEXITY, 0.5))
          .hasMessage(
              "score complexity needs held-out code lengths, and this bundle holds none; it is for"
                  + " images, exported with this release");
    }
  }

  @Test
  void lengths_of_another_coder_are_not_compared() throws Exception {
    Path bundle = TestImageBundle.withComplexity(folder.resolve("other"), "other");
    edit(bundle, "\"1 (minimum-sum", "\"2 (minimum-sum");
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      assertThat(model.score(new double[][] {new double[192]}).complexity()).isNull();
      AnomalyCalibration calibration = model.calibration().orElseThrow();
      assertThat(calibration.supports(AnomalyScore.COMPLEXITY)).isFalse();
      assertThatThrownBy(() -> calibration.thresholdAt(AnomalyScore.COMPLEXITY, 0.5))
          .hasMessage(
              "the held-out images of this bundle were coded by png 2 (minimum-sum filters, jzlib"
                  + " 1.1.3 level 9), and this release codes by png 1 (minimum-sum filters, jzlib"
                  + " 1.1.3 level 9); export the run again");
    }
  }

  @Test
  void held_out_lists_of_unequal_length_are_refused() throws Exception {
    Path bundle = TestImageBundle.withComplexity(folder.resolve("torn"), "torn");
    String json = Files.readString(bundle.resolve("bundle.json"));
    int list = json.indexOf("\"scores\"", json.indexOf("coderVersion"));
    int first = json.indexOf('[', list) + 1;
    Files.writeString(
        bundle.resolve("bundle.json"),
        json.substring(0, first) + json.substring(json.indexOf(',', first) + 1));
    assertThatThrownBy(() -> GenerativeModel.open(bundle))
        .isInstanceOf(BundleException.class)
        .hasMessageEndingWith(
            "calibration.complexity.scores lists 98 scores; calibration.scores lists 99");
  }

  private static void edit(Path bundle, String from, String to) throws Exception {
    Path manifest = bundle.resolve("bundle.json");
    Files.writeString(manifest, Files.readString(manifest).replace(from, to));
  }
}
