package org.mollify.experiments.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mollify.experiments.ModelSamples;
import org.mollify.models.DataSpec.Column;
import org.mollify.models.ModelSpec;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.noise.NoiseStream;
import org.mollify.runtime.score.LogMeanExp;
import org.mollify.runtime.score.ScoreOptions;

/** A checkpoint of a run, through the training engine. */
record ScoredRun(
    ModelSpec spec, Optional<TrainedSplit> trainedSplit, DensityModel model, NDManager manager)
    implements ScoredModel {

  /** Most items of one pass, and most scalars of its items. */
  private static final int MOST_ITEMS = 2048;

  private static final int MOST_SCALARS = 1 << 20;

  static ScoredRun open(Path path, Checkpoint.Slot slot) throws IOException {
    NDManager manager = NDManager.newBaseManager();
    try {
      RunFolder run = RunFolder.open(path);
      return new ScoredRun(
          run.spec(), TrainedSplit.of(run.training()), run.model(manager, slot), manager);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public List<Long> shape() {
    return spec.data().shape();
  }

  @Override
  public List<Column> described() {
    return spec.data().columns();
  }

  @Override
  public String likelihoodKind() {
    return model.likelihoodKind().label();
  }

  /** Scores as the runtime does: importance sample k has one draw of noise, shared by all items. */
  @Override
  public Scores score(double[][] items) {
    boolean bound = !model.scoringNoise().isEmpty();
    int samples = bound ? ScoreOptions.BOUND_SAMPLES : 1;
    LogMeanExp[] totals = fresh(items.length);
    LogMeanExp[] cores = fresh(items.length);
    int width = Math.toIntExact(model.dataShape().size());
    int most = Math.max(1, Math.min(MOST_ITEMS, MOST_SCALARS / width));
    for (int from = 0; from < items.length; from += most) {
      double[][] chunk = Arrays.copyOfRange(items, from, Math.min(from + most, items.length));
      double[] flat = Arrays.stream(chunk).flatMapToDouble(Arrays::stream).toArray();
      for (int k = 0; k < samples; k++) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray raw = scope.create(flat, new Shape(chunk.length).addAll(model.dataShape()));
          DensityModel.Likelihoods scores =
              model.likelihoods(Pass.evaluation(scope), raw, noise(scope, k, chunk.length));
          add(scores.total(), totals, from);
          add(scores.core(), cores, from);
        }
      }
    }
    return new Scores(values(totals), values(cores), bound ? samples : null);
  }

  private NDList noise(NDManager scope, int k, int count) {
    NoiseStream stream = new NoiseStream(0, NoiseStream.Purpose.SCORE);
    NDList noise = new NDList();
    for (NoiseInput input : model.scoringNoise()) {
      int size = Math.toIntExact(input.itemShape().size());
      double[] drawn = new double[size];
      Distribution distribution = Distribution.valueOf(input.distribution().name());
      stream.fill(k, noise.size(), distribution, 1, drawn, 0, size);
      double[] shared = new double[count * size];
      Arrays.setAll(shared, i -> drawn[i % size]);
      noise.add(scope.create(shared, new Shape(count).addAll(input.itemShape())));
    }
    return noise;
  }

  private static LogMeanExp[] fresh(int count) {
    return Stream.generate(LogMeanExp::new).limit(count).toArray(LogMeanExp[]::new);
  }

  private static void add(NDArray scores, LogMeanExp[] means, int from) {
    double[] values = scores.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      means[from + i].add(values[i]);
    }
  }

  private static double[] values(LogMeanExp[] means) {
    return Arrays.stream(means).mapToDouble(LogMeanExp::value).toArray();
  }

  @Override
  public double[][] sample(long first, int n, long seed) {
    return ModelSamples.of(model, manager, first, n, seed);
  }

  @Override
  public void close() {
    manager.close();
  }
}
