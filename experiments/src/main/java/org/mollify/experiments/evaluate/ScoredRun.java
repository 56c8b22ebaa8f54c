package org.mollify.experiments.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.mollify.models.DataSpec;
import org.mollify.models.ModelSpec;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.density.DensityModel;
import org.mollify.models.density.NoiseInput;

/** A checkpoint of a run, through the training engine. */
record ScoredRun(ModelSpec spec, DensityModel model, NDManager manager) implements ScoredModel {

  private static final int CHUNK = 2048;

  static ScoredRun open(Path path, Checkpoint.Slot slot) throws IOException {
    NDManager manager = NDManager.newBaseManager();
    try {
      RunFolder run = RunFolder.open(path);
      return new ScoredRun(run.spec(), run.model(manager, slot), manager);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public List<String> columns() {
    return spec.data().columns().stream().map(DataSpec.Column::name).toList();
  }

  @Override
  public String likelihoodKind() {
    return model.likelihoodKind().label();
  }

  @Override
  public Scores score(double[][] rows) {
    double[] logLikelihood = new double[rows.length];
    double[] core = new double[rows.length];
    for (int from = 0; from < rows.length; from += CHUNK) {
      double[][] chunk = Arrays.copyOfRange(rows, from, Math.min(from + CHUNK, rows.length));
      try (NDManager scope = manager.newSubManager()) {
        Pass pass = Pass.evaluation(scope);
        NDArray raw = scope.create(chunk);
        NDArray x = model.transform().toModelSpace(pass, raw);
        NDArray score = model.coreLogLikelihood(pass, x, new NDList());
        NDArray total = score.add(model.transform().logDeterminant(pass, raw));
        System.arraycopy(score.toDoubleArray(), 0, core, from, chunk.length);
        System.arraycopy(total.toDoubleArray(), 0, logLikelihood, from, chunk.length);
      }
    }
    return new Scores(logLikelihood, core);
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
