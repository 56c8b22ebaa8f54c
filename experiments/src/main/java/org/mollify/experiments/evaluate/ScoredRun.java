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
import java.util.SplittableRandom;
import java.util.stream.Stream;
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

  private static final int CHUNK = 2048;

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
  public List<Column> described() {
    return spec.data().columns();
  }

  @Override
  public String likelihoodKind() {
    return model.likelihoodKind().label();
  }

  /** Scores as the runtime does: importance sample k has one draw of noise, shared by all rows. */
  @Override
  public Scores score(double[][] rows) {
    int samples = model.scoringNoise().isEmpty() ? 1 : ScoreOptions.BOUND_SAMPLES;
    LogMeanExp[] totals = fresh(rows.length);
    LogMeanExp[] cores = fresh(rows.length);
    for (int from = 0; from < rows.length; from += CHUNK) {
      double[][] chunk = Arrays.copyOfRange(rows, from, Math.min(from + CHUNK, rows.length));
      for (int k = 0; k < samples; k++) {
        try (NDManager scope = manager.newSubManager()) {
          DensityModel.Likelihoods scores =
              model.likelihoods(
                  Pass.evaluation(scope), scope.create(chunk), noise(scope, k, chunk.length));
          add(scores.total(), totals, from);
          add(scores.core(), cores, from);
        }
      }
    }
    return new Scores(values(totals), values(cores));
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
  public double[][] sample(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] samples = new double[n][];
    for (int from = 0; from < n; from += CHUNK) {
      int count = Math.min(CHUNK, n - from);
      try (NDManager scope = manager.newSubManager()) {
        NDList noise = new NDList();
        for (NoiseInput input : model.sampleNoise()) {
          noise.add(draw(scope, input, count, random));
        }
        double[] flat = model.sample(Pass.evaluation(scope), noise).toDoubleArray();
        int width = flat.length / count;
        for (int i = 0; i < count; i++) {
          samples[from + i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
      }
    }
    return samples;
  }

  private static NDArray draw(
      NDManager scope, NoiseInput input, int count, SplittableRandom random) {
    float[] values = new float[Math.toIntExact(count * input.itemShape().size())];
    boolean normal = input.distribution() == NoiseInput.Distribution.NORMAL;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (normal ? random.nextGaussian() : random.nextDouble());
    }
    return scope.create(values, new Shape(count).addAll(input.itemShape()));
  }

  @Override
  public void close() {
    manager.close();
  }
}
