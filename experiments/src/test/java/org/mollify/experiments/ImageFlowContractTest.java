package org.mollify.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mollify.exporter.BundleExport;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.Checkpoint.Slot;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.flow.Flow;
import org.mollify.models.testing.ImageFlowVariant;
import org.mollify.models.testing.ImageFlowVariant.Pixels;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.bundle.BundleManifest.Proof;
import org.mollify.runtime.noise.NoiseStream;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.score.Scores;
import org.mollify.trainer.TrainingData;
import org.mollify.trainer.TrainingRun;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.ColumnRules;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DataRequest.ImageRules;
import org.mollify.trainer.data.Dataset;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.loop.TrainingListener;

/** What every flow over images must do from training to bundle. */
class ImageFlowContractTest {

  private static final Map<String, Path> BUNDLES = new TreeMap<>();

  @TempDir static Path folder;

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
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void a_trained_flow_is_exported_with_proof_and_scored_as_it_scores_itself(Training training)
      throws IOException {
    RunFolder run = run(training);
    try (NDManager manager = NDManager.newBaseManager();
        GenerativeModel served = GenerativeModel.open(bundle(training, run))) {
      assertThat(served.manifest().proof().status()).isEqualTo(Proof.PROVEN);
      boolean plain = training.pixels() == Pixels.PLAIN;
      assertThat(served.manifest().likelihood().kind())
          .isEqualTo(plain ? "undequantised" : "lower-bound");
      Flow flow = (Flow) run.model(manager, Slot.LAST);
      NDArray raw = run.heldOut(manager).get(":4").toType(DataType.FLOAT64, false);
      Scores scores = served.score(rows(raw), new ScoreOptions(1, 5L));
      double[] expected =
          flow.logLikelihood(
                  Pass.evaluation(manager, DataType.FLOAT64), raw, noise(manager, flow, 4))
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
    RunFolder run = run(training);
    try (NDManager manager = NDManager.newBaseManager();
        GenerativeModel served = GenerativeModel.open(bundle(training, run))) {
      double[][] samples = served.sample(9, 3);
      assertThat(Arrays.copyOf(samples, 4)).isDeepEqualTo(served.sample(4, 3));
      assertThat(served.sample(9, 3, 0.5)).isNotEqualTo(samples);
      assertThat(Arrays.stream(samples).flatMapToDouble(Arrays::stream))
          .allMatch(v -> v >= 0 && v <= 255);
      double[][] images = rows(run.heldOut(manager).get(":5").toType(DataType.FLOAT64, false));
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
    byte[] whole = weights(train(training, folder.resolve("whole-" + training), 4, false));
    Path path = folder.resolve("parts-" + training);
    train(training, path, 4, true);
    assertThat(weights(train(training, path, 4, false))).isEqualTo(whole);
  }

  private static byte[] weights(RunFolder run) throws IOException {
    return run.checkpoints().get(Slot.LAST).weights().sha256().getBytes();
  }

  private static RunFolder run(Training training) throws IOException {
    Path path = folder.resolve("run-" + training);
    return RunFolder.exists(path) ? RunFolder.open(path) : train(training, path, 2, false);
  }

  private static Path bundle(Training training, RunFolder run) throws IOException {
    Path made = BUNDLES.get(training.toString());
    if (made == null) {
      made = folder.resolve("bundle-" + BUNDLES.size());
      new BundleExport(run, Slot.LAST).write(made, false);
      BUNDLES.put(training.toString(), made);
    }
    return made;
  }

  /** Stops, where asked to, by an exception after the third epoch, and leaves the run as it is. */
  private static RunFolder train(Training training, Path path, int epochs, boolean stopped)
      throws IOException {
    TrainingConfig config = config(training, epochs);
    Dataset data =
        TrainingData.load(
            new DataRequest(
                config.data(),
                Optional.empty(),
                ColumnSelection.ALL,
                Optional.empty(),
                0,
                ColumnRules.NONE,
                ImageRules.NONE));
    TrainingRun run =
        RunFolder.exists(path)
            ? TrainingRun.resume(path, config, data)
            : TrainingRun.begin(path, config, data);
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochReport report) {
            if (stopped && report.epoch() == 3) {
              throw new IllegalStateException("stopped");
            }
          }
        };
    try {
      run.train(listener);
    } catch (IllegalStateException e) {
      assertThat(stopped).as(e.toString()).isTrue();
    }
    return run.folder();
  }

  private static TrainingConfig config(Training training, int epochs) {
    ConfigLayers layers =
        new ConfigLayers()
            .set("model", training.variant().model())
            .set("data", "images:" + folder.resolve("images"))
            .set("mollifier", "gaussian")
            .set("per", "iteration")
            .set("batchSize", 16)
            .set("learningRate", 1e-3)
            .set("checkpointSeconds", 0)
            .set("epochs", epochs);
    if (training.pixels() == Pixels.PLAIN) {
      layers.set("dequantize", false);
    } else if (training.pixels() == Pixels.LOGIT) {
      layers.set("logit", 0.05);
    }
    training.variant().settings().forEach(layers::set);
    return layers.build();
  }

  /** The noise of the first importance sample of seed 5, as the runtime draws it for every row. */
  private static NDList noise(NDManager manager, Flow flow, int count) {
    NoiseStream stream = new NoiseStream(5, NoiseStream.Purpose.SCORE);
    NDList noise = new NDList();
    for (NoiseInput declared : flow.scoringNoise()) {
      double[] one = new double[Math.toIntExact(declared.itemShape().size())];
      Distribution distribution = Distribution.valueOf(declared.distribution().name());
      stream.fill(0, noise.size(), distribution, 1, one, 0, one.length);
      double[][] shared = new double[count][];
      Arrays.fill(shared, one);
      noise.add(manager.create(shared).reshape(new Shape(count).addAll(declared.itemShape())));
    }
    return noise;
  }

  private static double[][] rows(NDArray raw) {
    double[] flat = raw.toDoubleArray();
    int count = Math.toIntExact(raw.size(0));
    int width = flat.length / count;
    double[][] rows = new double[count][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width));
    return rows;
  }
}
