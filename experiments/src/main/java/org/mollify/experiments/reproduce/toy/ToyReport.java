package org.mollify.experiments.reproduce.toy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.mollify.experiments.figure.Axes;
import org.mollify.experiments.figure.DensityFigure;
import org.mollify.experiments.figure.DensityRow;
import org.mollify.experiments.figure.LinePlot;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.checkpoint.SnapshotFolder;
import org.mollify.models.checkpoint.SnapshotFolder.Snapshot;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.MixtureOfGaussians;
import org.mollify.trainer.loop.EpochReport;
import org.mollify.trainer.mollify.Schedule;
import org.mollify.trainer.progress.MetricsLog;

/** Draws one figure, writes the numbers behind it and its page. */
final class ToyReport {

  private static final String GMM = "gmm";
  private static final String VON_MISES = "vonmises";
  private static final Axes PLANE = Axes.square(4.5);
  private static final long SAMPLE_SEED = 7;

  private final ToyFigure figure;
  private final ReproductionRequest request;
  private final ToyScale scale;
  private final ToyRuns runs;
  private final Path out;

  ToyReport(ToyFigure figure, ReproductionRequest request, ToyScale scale) {
    this.figure = figure;
    this.request = request;
    this.scale = scale;
    this.out = request.out();
    this.runs = new ToyRuns(out, scale, request.progress());
  }

  void trueAndEstimatedScores() throws IOException {
    RunFolder run = runs.trained(GMM, "none", 1);
    drawModels(
        file(".png"), file("-density.csv"), List.of(new Shown("vanilla", run, ToyRuns.last(run))));
    page("Estimated scores are central differences of the model's log-likelihood, seed 1.");
  }

  void mollifiedData() throws IOException {
    double[][] clean = truth();
    List<DensityRow> rows = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    Schedule schedule = Schedule.sigmoid(0, 3, 0.7);
    for (double progress : new double[] {1, 0.5, 0.25, 0}) {
      rows.add(MollifiedMixture.row(clean, progress));
      numbers.add(progress + "," + schedule.variance(progress));
    }
    new DensityFigure(PLANE, rows).write(file(".png"));
    ToyTable.write(file(".csv"), "progress,noise_variance", numbers);
    page(
        "Exact densities of the mollified mixture in raw units, the clean data first: it sets the"
            + " scale of colours for all rows. Training mollifies standardised data.");
  }

  void schedule() throws IOException {
    LinePlot variance = new LinePlot("t/T", "noise variance", false);
    LinePlot ratio = new LinePlot("t/T", "log(SNR)", false);
    List<String> numbers = new ArrayList<>();
    double[] progress = IntStream.range(1, 100).mapToDouble(i -> i / 100.0).toArray();
    for (double tau : new double[] {0.2, 0.4, 0.7, 0.9}) {
      Schedule schedule = Schedule.sigmoid(0, 3, tau);
      double[] gamma = Arrays.stream(progress).map(schedule::variance).toArray();
      double[] snr = Arrays.stream(gamma).map(g -> Math.log((1 - g) / g)).toArray();
      variance.line("\u03C4 = " + tau, progress, gamma);
      ratio.line("\u03C4 = " + tau, progress, snr);
      for (int i = 0; i < progress.length; i++) {
        numbers.add("%s,%s,%s,%s".formatted(tau, progress[i], gamma[i], snr[i]));
      }
    }
    variance.write(file("-variance.png"));
    ratio.write(file("-snr.png"));
    ToyTable.write(file(".csv"), "tau,progress,noise_variance,log_snr", numbers);
    page("Sigmoid schedule of appendix C, start 0, end 3; SNR = (1 - variance) / variance.");
  }

  void mixture() throws IOException {
    MmdStudy study = study(GMM);
    RunFolder vanilla = runs.trained(GMM, "none", 1);
    RunFolder mollified = runs.trained(GMM, "gaussian", 1);
    drawModels(
        file(".png"),
        file("-density.csv"),
        List.of(
            new Shown("vanilla", vanilla, ToyRuns.last(vanilla)),
            new Shown("mollified", mollified, ToyRuns.last(mollified))));
    List<Snapshot> snapshots = new SnapshotFolder(mollified).all();
    List<Shown> progress = new ArrayList<>();
    for (int i : new int[] {0, snapshots.size() / 4, snapshots.size() / 2}) {
      Snapshot snapshot = snapshots.get(i);
      progress.add(
          new Shown(
              String.format(Locale.ROOT, "mollified, iteration %,d", snapshot.step()),
              mollified,
              snapshot));
    }
    drawModels(file("-training.png"), file("-training.csv"), progress);
    page(MmdPage.of(study));
  }

  void learningCurves() throws IOException {
    MmdStudy study = study(GMM);
    study.plot(file("-mmd.png"));
    LinePlot plot = new LinePlot("iteration", "training loss, nats in standardised space", false);
    List<String> numbers = new ArrayList<>();
    for (String mollifier : ToyRuns.MOLLIFIERS) {
      List<EpochReport> reports = MetricsLog.read(runs.trained(GMM, mollifier, 1).path());
      String label = ToyRuns.label(mollifier);
      for (EpochReport report : reports) {
        numbers.add(label + "," + report.step() + "," + report.loss());
      }
      plot.line(
          label,
          reports.stream().mapToDouble(EpochReport::step).toArray(),
          reports.stream().mapToDouble(r -> r.loss() == null ? Double.NaN : r.loss()).toArray());
    }
    plot.write(file("-loss.png"));
    ToyTable.write(file("-loss.csv"), "training,iteration,loss", numbers);
    page("Loss of seed 1, mean over each epoch.\n\n" + MmdPage.of(study));
  }

  void vonMises() throws IOException {
    MmdStudy study = study(VON_MISES);
    study.plot(file("-mmd.png"));
    CircleSamples circle = new CircleSamples();
    for (String mollifier : ToyRuns.MOLLIFIERS) {
      RunFolder run = runs.trained(VON_MISES, mollifier, 1);
      try (ToyModel model = new ToyModel(run, ToyRuns.last(run))) {
        circle.add(ToyRuns.label(mollifier), model.sample(scale.samples(), SAMPLE_SEED));
      }
    }
    circle.write(file("-angle.png"), file("-angle.csv"));
    page(
        "The truth fills a curve and has no density in the plane. So samples are compared by MMD^2,"
            + " by the density of their angle (exact for the truth, histograms for the models,"
            + " seed 1) and by their distance from the circle.\n\n"
            + circle.radii()
            + "\n"
            + MmdPage.of(study));
  }

  private MmdStudy study(String data) throws IOException {
    MmdStudy study = new MmdStudy(data, scale, runs);
    study.measure(request.progress());
    study.writeCsv(file("-mmd.csv"));
    request.results().accept(study.summary());
    return study;
  }

  /** A model as it was at a step, under a name. */
  private record Shown(String name, RunFolder run, Snapshot snapshot) {}

  private void drawModels(Path png, Path csv, List<Shown> shown) throws IOException {
    List<DensityRow> rows = new ArrayList<>();
    rows.add(
        DensityRow.of(
                "truth",
                truth(),
                points ->
                    Arrays.stream(points)
                        .mapToDouble(p -> MixtureOfGaussians.logDensity(p[0], p[1]))
                        .toArray())
            .withScore(
                points ->
                    Arrays.stream(points)
                        .map(p -> MixtureOfGaussians.score(p[0], p[1]))
                        .toArray(double[][]::new)));
    List<ToyModel> open = new ArrayList<>();
    try {
      for (Shown one : shown) {
        ToyModel model = new ToyModel(one.run(), one.snapshot());
        open.add(model);
        rows.add(
            DensityRow.of(
                one.name(), model.sample(scale.samples(), SAMPLE_SEED), model.logDensity()));
      }
      new DensityFigure(PLANE, rows).write(png);
      ToyTable.write(csv, DensityTable.HEADER, DensityTable.of(PLANE, rows));
    } finally {
      open.forEach(ToyModel::close);
    }
  }

  private double[][] truth() throws IOException {
    double[][] rows = DatasetLoader.load(DataRequest.of(GMM)).train().toRows();
    return Arrays.copyOf(rows, scale.samples());
  }

  private Path file(String ending) {
    return out.resolve(figure.name() + ending);
  }

  private void page(String body) throws IOException {
    ToyTable.text(file(".md"), ToyPage.of(figure, request, scale, body));
    request.results().accept("%s: %s".formatted(figure.name(), file(".md")));
  }
}
