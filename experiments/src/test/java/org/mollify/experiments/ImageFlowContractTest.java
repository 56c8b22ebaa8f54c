package org.mollify.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.flow.Flow;
import org.mollify.models.testing.ImageFlowVariant;
import org.mollify.models.testing.ImageFlowVariant.Pixels;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest.Proof;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.trainer.config.ConfigLayers;

/** What every flow over images must do from training to bundle. */
class ImageFlowContractTest {

  @TempDir static Path folder;

  private static ContractTrainings<Training> runs;

  /** A model and how grey levels become continuous. */
  record Training(ImageFlowVariant variant, Pixels pixels) {
    @Override
    public String toString() {
      return variant + " on " + pixels;
    }
  }

  static Stream<Training> trainings() {
    return Stream.concat(
        ImageFlowVariant.defaults()
            .flatMap(
                variant -> Arrays.stream(Pixels.values()).map(each -> new Training(variant, each))),
        ImageFlowVariant.switched().map(variant -> new Training(variant, Pixels.DEQUANTISED)));
  }

  static Stream<Training> plain() {
    return ImageFlowVariant.defaults().map(variant -> new Training(variant, Pixels.PLAIN));
  }

  @BeforeAll
  static void drawImages() throws IOException {
    SmallImages.draw(folder.resolve("images"));
    runs = new ContractTrainings<>(folder, ImageFlowContractTest::settings);
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void a_trained_flow_is_exported_with_proof_and_scored_as_it_scores_itself(Training training)
      throws IOException {
    RunFolder run = runs.run(training);
    try (NDManager manager = NDManager.newBaseManager();
        GenerativeModel served = GenerativeModel.open(runs.bundle(training))) {
      assertThat(served.manifest().proof().status()).isEqualTo(Proof.PROVEN);
      boolean plain = training.pixels() == Pixels.PLAIN;
      assertThat(served.manifest().likelihood().kind())
          .isEqualTo(plain ? "undequantised" : "lower-bound");
      Flow flow = (Flow) run.model(manager, Slot.LAST);
      NDArray raw = run.heldOut(manager).get(":4").toType(DataType.FLOAT64, false);
      Scores scores = served.score(SmallRuns.rows(raw), new ScoreOptions(1, 5L));
      double[] expected =
          flow.logLikelihood(
                  Pass.evaluation(manager, DataType.FLOAT64),
                  raw,
                  ScoringNoise.draw(manager, flow.scoringNoise(), 5, 0, 4))
              .toDoubleArray();
      for (int i = 0; i < expected.length; i++) {
        assertThat(scores.logLikelihood()[i])
            .isCloseTo(expected[i], within(1e-5 * Math.abs(expected[i])));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void samples_do_not_depend_on_what_is_asked_with_them_and_latents_lead_back(Training training)
      throws IOException {
    RunFolder run = runs.run(training);
    try (NDManager manager = NDManager.newBaseManager();
        GenerativeModel served = GenerativeModel.open(runs.bundle(training))) {
      double[][] samples = served.sample(9, 3);
      assertThat(Arrays.copyOf(samples, 4)).isDeepEqualTo(served.sample(4, 3));
      assertThat(served.sample(9, 3, 0.5)).isNotEqualTo(samples);
      assertThat(Arrays.stream(samples).flatMapToDouble(Arrays::stream))
          .allMatch(v -> v >= 0 && v <= 255);
      double[][] images =
          SmallRuns.rows(run.heldOut(manager).get(":5").toType(DataType.FLOAT64, false));
      double[][] z = served.encode(images);
      assertThat(z[0]).hasSize(served.dimensions());
      double[][] back = served.decode(z);
      double equal = 0;
      for (int i = 0; i < images.length; i++) {
        for (int j = 0; j < images[i].length; j++) {
          equal += Math.abs(back[i][j] - images[i][j]) <= 1 ? 1 : 0;
        }
      }
      assertThat(equal / (images.length * images[0].length)).isGreaterThanOrEqualTo(0.999);
    }
  }

  @ParameterizedTest
  @MethodSource("plain")
  void a_run_that_is_stopped_and_resumed_ends_as_one_that_was_not(Training training)
      throws IOException {
    runs.assertResumes(training);
  }

  private static ConfigLayers settings(Training training) {
    ConfigLayers layers =
        new ConfigLayers()
            .set("model", training.variant().model())
            .set("data", "images:" + folder.resolve("images"))
            .set("mollifier", "gaussian")
            .set("per", "iteration")
            .set("batchSize", 16)
            .set("learningRate", 1e-3)
            .set("checkpointSeconds", 0);
    if (training.pixels() == Pixels.PLAIN) {
      layers.set("dequantize", false);
    } else if (training.pixels() == Pixels.LOGIT) {
      layers.set("logit", 0.05);
    }
    training.variant().settings().forEach(layers::set);
    return layers;
  }
}
