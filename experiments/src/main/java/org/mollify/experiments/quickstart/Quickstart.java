package org.mollify.experiments.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mollify.experiments.cell.TrainingCell;
import org.mollify.experiments.metric.MaximumMeanDiscrepancy;
import org.mollify.experiments.metric.MmdResult;
import org.mollify.experiments.metric.RbfKernel;
import org.mollify.exporter.BundleExport;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest.Check;
import org.mollify.trainer.config.ConfigLayers;
import org.mollify.trainer.config.Preset;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.TabularDataset;

/**
 * The whole way on the paper's mixture of two Gaussians: RealNVP twice from one seed, vanilla and
 * mollified, compared by MMD^2 and drawn like the paper's Figure 4, both exported with proof.
 *
 * <p>Shorter than the paper's runs: {@value #ITERATIONS} of 20,000 iterations, everything else as
 * in appendix D.3.1.
 */
public final class Quickstart {

  /** Steps of each of the two runs. */
  static final int ITERATIONS = 6_000;

  private static final int SAMPLES = 10_000;
  private static final long SAMPLE_SEED = 7;

  private final Path out;
  private final Consumer<String> say;

  /**
   * Prepares a quickstart.
   *
   * @param out folder for runs, bundles and the figure
   * @param say takes each line of progress
   */
  public Quickstart(Path out, Consumer<String> say) {
    this.out = out;
    this.say = say;
  }

  /**
   * What came out.
   *
   * @param vanilla MMD^2 between samples of the vanilla model and held-out data
   * @param mollified the same for the mollified model
   * @param floor the same for fresh draws from the truth: what a perfect model would reach
   * @param figure the figure
   * @param bundle the mollified model's bundle, ready to be served
   */
  public record Result(
      MmdResult vanilla, MmdResult mollified, MmdResult floor, Path figure, Path bundle) {}

  /**
   * Runs the whole story. A folder with finished runs is not trained again.
   *
   * @return the numbers and files
   * @throws IOException if something cannot be read or written
   * @throws InterruptedException if interrupted
   */
  public Result run() throws IOException, InterruptedException {
    TabularDataset data = DatasetLoader.load(DataRequest.of("gmm"));
    train();
    Path vanilla = export("vanilla");
    Path mollified = export("mollified");
    double[][] heldOut = data.test().toRows();
    try (GenerativeModel vanillaModel = GenerativeModel.open(vanilla);
        GenerativeModel mollifiedModel = GenerativeModel.open(mollified)) {
      // Training rows are independent draws from the truth, which held-out rows never met.
      double[][] truth = data.train().toRows();
      Figure4 figure = new Figure4(heldOut);
      MmdResult floor = mmd(truth, heldOut);
      figure.truth(truth, floor);
      MmdResult vanillaMmd = compare(figure, "vanilla", vanillaModel, heldOut);
      MmdResult mollifiedMmd = compare(figure, "mollified", mollifiedModel, heldOut);
      Path picture = out.resolve("figure.png");
      figure.write(picture);
      return new Result(vanillaMmd, mollifiedMmd, floor, picture, mollified);
    }
  }

  private static TrainingConfig config(String mollifier) {
    return new ConfigLayers()
        .preset(Preset.REALNVP_2D)
        .set("data", "gmm")
        .set("mollifier", mollifier)
        .set("iterations", ITERATIONS)
        .set("device", "cpu")
        .build();
  }

  private void train() throws IOException, InterruptedException {
    say.accept(
        "training RealNVP twice on a mixture of two Gaussians, %,d iterations each, one thread each"
            .formatted(ITERATIONS));
    TrainingCell vanilla = TrainingCell.start(config("none"), Optional.empty(), run("vanilla"));
    TrainingCell mollified =
        TrainingCell.start(config("gaussian"), Optional.empty(), run("mollified"));
    List<TrainingCell> cells = List.of(vanilla, mollified);
    Thread stop = new Thread(() -> cells.forEach(TrainingCell::stop));
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      for (TrainingCell cell : cells) {
        cell.await();
      }
    } finally {
      cells.forEach(TrainingCell::stop);
      Runtime.getRuntime().removeShutdownHook(stop);
    }
  }

  private Path run(String name) {
    return out.resolve("runs").resolve(name);
  }

  private Path export(String name) throws IOException {
    Path bundle = out.resolve("bundles").resolve(name);
    var manifest =
        new BundleExport(RunFolder.open(run(name)), Checkpoint.Slot.LAST).write(bundle, false);
    double worst =
        manifest.proof().checks().stream()
            .filter(Check::binding)
            .mapToDouble(Check::maxError)
            .max()
            .orElseThrow();
    say.accept(
        "%s: exported to %s, %s (largest error %.1e, tolerance %.0e)"
            .formatted(
                name, bundle, manifest.proof().status(), worst, manifest.proof().tolerance()));
    return bundle;
  }

  private static MmdResult compare(
      Figure4 figure, String name, GenerativeModel model, double[][] heldOut) {
    double[][] samples = model.sample(SAMPLES, SAMPLE_SEED);
    MmdResult mmd = mmd(samples, heldOut);
    figure.model(name, model, samples, mmd);
    return mmd;
  }

  private static MmdResult mmd(double[][] samples, double[][] heldOut) {
    return MaximumMeanDiscrepancy.estimate(samples, heldOut, RbfKernel.PAPER);
  }
}
