package org.mollify.experiments.reproduce.toy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.mollify.experiments.figure.LinePlot;
import org.mollify.experiments.metric.MaximumMeanDiscrepancy;
import org.mollify.experiments.metric.MmdResult;
import org.mollify.experiments.metric.RbfKernel;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.checkpoint.SnapshotFolder;
import org.mollify.models.checkpoint.SnapshotFolder.Snapshot;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.TabularDataset;

/** MMD^2 of models to held-out data over training, for every seed, with the floor. */
final class MmdStudy {

  private static final long SAMPLE_SEED = 7;

  private final String data;
  private final ToyScale scale;
  private final ToyRuns runs;
  private final double[][] heldOut;
  private final double[][] train;
  private final List<Point> points = new ArrayList<>();
  private final MmdResult floor;

  /**
   * One measurement.
   *
   * @param mollifier how the model was trained
   * @param seed its seed
   * @param step finished steps
   * @param finite samples that were finite; the others are left out
   * @param mmd both estimates
   */
  record Point(String mollifier, int seed, long step, int finite, MmdResult mmd) {}

  MmdStudy(String data, ToyScale scale, ToyRuns runs) throws IOException {
    this.data = data;
    this.scale = scale;
    this.runs = runs;
    TabularDataset set = DatasetLoader.load(DataRequest.of(data));
    this.heldOut = Arrays.copyOf(set.test().toRows(), scale.samples());
    this.train = Arrays.copyOf(set.train().toRows(), scale.samples());
    this.floor = MaximumMeanDiscrepancy.estimate(train, heldOut, RbfKernel.PAPER);
  }

  void measure(Consumer<String> progress) throws IOException {
    for (int seed = 1; seed <= scale.seeds(); seed++) {
      for (String mollifier : ToyRuns.MOLLIFIERS) {
        RunFolder run = runs.trained(data, mollifier, seed);
        for (Snapshot snapshot : new SnapshotFolder(run).all()) {
          points.add(point(run, snapshot, mollifier, seed));
        }
        Point last = points.get(points.size() - 1);
        progress.accept(
            "%s %s seed %d: MMD^2 %.2e biased, %.2e unbiased (floor %.2e)"
                .formatted(
                    data,
                    ToyRuns.label(mollifier),
                    seed,
                    last.mmd().squaredBiased(),
                    last.mmd().squaredUnbiased(),
                    floor.squaredBiased()));
      }
    }
  }

  private Point point(RunFolder run, Snapshot snapshot, String mollifier, int seed)
      throws IOException {
    try (ToyModel model = new ToyModel(run, snapshot)) {
      double[][] samples =
          Arrays.stream(model.sample(scale.samples(), SAMPLE_SEED))
              .filter(p -> Double.isFinite(p[0]) && Double.isFinite(p[1]))
              .toArray(double[][]::new);
      MmdResult mmd = MaximumMeanDiscrepancy.estimate(samples, heldOut, RbfKernel.PAPER);
      return new Point(mollifier, seed, snapshot.step(), samples.length, mmd);
    }
  }

  MmdResult floor() {
    return floor;
  }

  double[][] truth() {
    return train;
  }

  long[] steps() {
    return points.stream().mapToLong(Point::step).distinct().sorted().toArray();
  }

  /** Biased estimates of all seeds at a step. */
  double[] biased(String mollifier, long step) {
    return points.stream()
        .filter(p -> p.mollifier().equals(mollifier) && p.step() == step)
        .mapToDouble(p -> p.mmd().squaredBiased())
        .toArray();
  }

  /** Both estimates of all seeds at the end. */
  List<MmdResult> last(String mollifier) {
    long[] steps = steps();
    return points.stream()
        .filter(p -> p.mollifier().equals(mollifier) && p.step() == steps[steps.length - 1])
        .map(Point::mmd)
        .toList();
  }

  double finalMean(String mollifier) {
    return last(mollifier).stream().mapToDouble(MmdResult::squaredBiased).average().orElseThrow();
  }

  String summary() {
    return "%s: mean MMD^2 vanilla %.2e, mollified %.2e, floor %.2e (biased, %d seeds)"
        .formatted(
            data, finalMean("none"), finalMean("gaussian"), floor.squaredBiased(), scale.seeds());
  }

  /** Draws the mean over seeds, the floor as a line. */
  void plot(Path file) throws IOException {
    LinePlot plot = new LinePlot("iteration", "MMD\u00B2 (biased, mean over seeds)", true);
    long[] steps = steps();
    double[] x = Arrays.stream(steps).mapToDouble(step -> step).toArray();
    for (String mollifier : ToyRuns.MOLLIFIERS) {
      double[] y =
          Arrays.stream(steps)
              .mapToDouble(
                  step -> Arrays.stream(biased(mollifier, step)).average().orElse(Double.NaN))
              .toArray();
      plot.line(ToyRuns.label(mollifier), x, y);
    }
    double[] level = new double[x.length];
    Arrays.fill(level, floor.squaredBiased());
    plot.line("truth against truth", x, level).write(file);
  }

  void writeCsv(Path file) throws IOException {
    List<String> rows = new ArrayList<>();
    rows.add(row("truth", 0, 0, train.length, floor));
    points.forEach(
        p -> rows.add(row(ToyRuns.label(p.mollifier()), p.seed(), p.step(), p.finite(), p.mmd())));
    ToyTable.write(file, "training,seed,iteration,finite_samples,mmd2_biased,mmd2_unbiased", rows);
  }

  private static String row(String name, int seed, long step, int finite, MmdResult mmd) {
    return "%s,%d,%d,%d,%s,%s"
        .formatted(name, seed, step, finite, mmd.squaredBiased(), mmd.squaredUnbiased());
  }
}
