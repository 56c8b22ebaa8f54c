package org.mollify.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.testing.LatentVariant;
import org.mollify.models.vae.LatentVariableModel;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest.Proof;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.trainer.config.ConfigLayers;

/** What every model with latent variables must do from training to bundle. */
class LatentContractTest {

  @TempDir static Path folder;

  private static ContractTrainings<Training> runs;

  /** A model, what it is trained on, and how it is mollified. */
  record Training(LatentVariant variant, String items) {
    boolean table() {
      return items.equals("rows") || items.equals("counts");
    }

    @Override
    public String toString() {
      return variant + " on " + items;
    }
  }

  static Stream<Training> trainings() {
    Stream<Training> all =
        LatentVariant.all()
            .flatMap(
                variant ->
                    Stream.of("rows", "images", "dequantised")
                        .map(items -> new Training(variant, items)));
    LatentVariant vae = new LatentVariant("vae", Map.of());
    return Stream.concat(all, Stream.of(new Training(vae, "logit"), new Training(vae, "counts")));
  }

  static Stream<Training> onImages() {
    return trainings()
        .filter(training -> training.items().equals("images"))
        .filter(training -> training.variant().options().isEmpty());
  }

  @BeforeAll
  static void drawItems() throws IOException {
    SmallImages.draw(folder.resolve("images"));
    SplittableRandom random = new SplittableRandom(6);
    List<String> counts = new ArrayList<>(List.of("visits,clicks"));
    for (int i = 0; i < 3000; i++) {
      int visits = (int) Math.abs(3000 * random.nextGaussian());
      counts.add(visits + "," + (visits / 2 + random.nextInt(1000)));
    }
    Files.write(folder.resolve("counts.csv"), counts);
    runs = new ContractTrainings<>(folder, LatentContractTest::settings);
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void a_trained_model_is_exported_with_proof_and_scored_as_it_scores_itself(Training training)
      throws IOException {
    RunFolder run = runs.run(training);
    try (NDManager manager = NDManager.newBaseManager();
        GenerativeModel served = GenerativeModel.open(runs.bundle(training))) {
      assertThat(served.manifest().proof().status()).isEqualTo(Proof.PROVEN);
      boolean undequantised = training.items().equals("images");
      assertThat(served.manifest().likelihood().kind())
          .isEqualTo(undequantised ? "undequantised" : "lower-bound");
      LatentVariableModel model = (LatentVariableModel) run.model(manager, Slot.LAST);
      NDArray raw = run.heldOut(manager).get(":4").toType(DataType.FLOAT64, false);
      double[][] rows = SmallRuns.rows(raw);
      int samples = 11;
      Scores scores = served.score(rows, new ScoreOptions(samples, 5L));
      assertThat(scores.samples()).isEqualTo(samples);
      double[] expected = scored(manager, model, raw, samples);
      for (int i = 0; i < rows.length; i++) {
        assertThat(scores.logLikelihood()[i])
            .isCloseTo(expected[i], within(1e-5 * Math.abs(expected[i])));
      }
      // A bound of one sample is below in the mean over its draws, not in each.
      double few = 0;
      for (long seed = 0; seed < 40; seed++) {
        few += Arrays.stream(served.score(rows, new ScoreOptions(1, seed)).logLikelihood()).sum();
      }
      double many =
          Arrays.stream(served.score(rows, new ScoreOptions(500, 5L)).logLikelihood()).sum();
      assertThat(many).isGreaterThan(few / 40 - 0.05);
    }
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void samples_and_latents_do_not_depend_on_what_is_asked_with_them(Training training)
      throws IOException {
    RunFolder run = runs.run(training);
    try (GenerativeModel served = GenerativeModel.open(runs.bundle(training))) {
      double[][] samples = served.sample(9, 3);
      assertThat(Arrays.copyOf(samples, 4)).isDeepEqualTo(served.sample(4, 3));
      if (!training.table()) {
        assertThat(Arrays.stream(samples).flatMapToDouble(Arrays::stream))
            .allMatch(v -> v >= 0 && v <= 255);
        for (double[] sample : samples) {
          Arrays.setAll(sample, i -> Math.rint(sample[i]));
        }
      }
      double[][] z = served.encode(samples);
      assertThat(z[0]).hasSize(LatentVariant.LATENT);
      assertThat(served.encode(new double[][] {samples[2]})[0]).isEqualTo(z[2]);
      assertThat(served.decode(z)[0]).hasSize(served.dimensions());
    }
  }

  @ParameterizedTest
  @MethodSource("onImages")
  void a_run_on_images_that_is_stopped_and_resumed_ends_as_one_that_was_not(Training training)
      throws IOException {
    runs.assertResumes(training);
  }

  private static ConfigLayers settings(Training training) {
    boolean rows = training.table();
    String data =
        switch (training.items()) {
          case "rows" -> "gmm";
          case "counts" -> "csv:" + folder.resolve("counts.csv");
          default -> "images:" + folder.resolve("images");
        };
    boolean logit = training.items().equals("logit");
    ConfigLayers layers =
        new ConfigLayers()
            .set("model", training.variant().model())
            .set("data", data)
            .set("mollifier", rows ? "gaussian" : "blurring")
            .set("dequantize", logit || training.items().equals("dequantised"))
            .set("logit", logit ? 0.05 : null)
            .set("per", "iteration")
            .set("batchSize", rows ? 2000 : 16)
            .set("learningRate", 1e-3)
            .set("checkpointSeconds", 0)
            .set("latent", LatentVariant.LATENT)
            .set("width", 4);
    training.variant().options().forEach(layers::set);
    if (training.variant().model().equals("vae-iaf")) {
      layers.set("hidden", 8);
    }
    return layers.set("architecture", rows ? "mlp" : "small");
  }

  /** The bound as the runtime defines it: importance sample k has one stream, shared by all. */
  private static double[] scored(
      NDManager manager, LatentVariableModel model, NDArray raw, int samples) {
    int count = Math.toIntExact(raw.size(0));
    List<double[]> weights = new ArrayList<>();
    for (int k = 0; k < samples; k++) {
      NDList noise = ScoringNoise.draw(manager, model.importanceNoise(1), 5, k, count);
      weights.add(
          model
              .logImportanceWeights(Pass.evaluation(manager, DataType.FLOAT64), raw, noise)
              .toDoubleArray());
    }
    double[] scores = new double[count];
    for (int i = 0; i < count; i++) {
      int row = i;
      double largest = weights.stream().mapToDouble(w -> w[row]).max().orElseThrow();
      scores[i] =
          largest
              + Math.log(
                  weights.stream().mapToDouble(w -> Math.exp(w[row] - largest)).sum() / samples);
    }
    return scores;
  }
}
