package org.mollify.experiments.reproduce.toy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.Arrays;
import org.mollify.experiments.figure.LogDensity;
import org.mollify.models.ModelRegistry;
import org.mollify.models.block.Pass;
import org.mollify.models.checkpoint.RunFolder;
import org.mollify.models.checkpoint.SnapshotFolder;
import org.mollify.models.checkpoint.SnapshotFolder.Snapshot;
import org.mollify.models.density.DensityModel;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.noise.NoiseStream;
import org.mollify.runtime.noise.NoiseStream.Purpose;

/** A flow in the plane as it was at one step of its training. */
final class ToyModel implements AutoCloseable {

  private static final int CHUNK = 4096;

  private final NDManager manager;
  private final DensityModel model;

  ToyModel(RunFolder run, Snapshot snapshot) throws IOException {
    manager = Engine.getInstance().newBaseManager();
    model = ModelRegistry.build(run.spec());
    model.initialize(manager, 0);
    new SnapshotFolder(run).restore(snapshot, model, manager);
  }

  /** Samples of a seed: the same latents for every model, shape {@code [n, 2]}. */
  double[][] sample(int n, long seed) {
    double[] noise = new double[2 * n];
    NoiseStream stream = new NoiseStream(seed, Purpose.SAMPLE);
    for (int i = 0; i < n; i++) {
      stream.fill(i, 0, Distribution.NORMAL, 1, noise, 2 * i, 2);
    }
    float[] single = new float[noise.length];
    for (int i = 0; i < noise.length; i++) {
      single[i] = (float) noise[i];
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray z = scope.create(single, new Shape(n, 2));
      double[] flat = model.sample(Pass.evaluation(scope), new NDList(z)).toDoubleArray();
      double[][] rows = new double[n][];
      Arrays.setAll(rows, i -> new double[] {flat[2 * i], flat[2 * i + 1]});
      return rows;
    }
  }

  /** The log-density in raw units. */
  LogDensity logDensity() {
    return points -> {
      double[] scores = new double[points.length];
      for (int from = 0; from < points.length; from += CHUNK) {
        int count = Math.min(CHUNK, points.length - from);
        double[] flat =
            Arrays.stream(points, from, from + count).flatMapToDouble(Arrays::stream).toArray();
        try (NDManager scope = manager.newSubManager()) {
          NDArray raw = scope.create(flat, new Shape(count, 2));
          double[] chunk =
              model.logLikelihood(Pass.evaluation(scope), raw, new NDList()).toDoubleArray();
          System.arraycopy(chunk, 0, scores, from, count);
        }
      }
      return scores;
    };
  }

  @Override
  public void close() {
    manager.close();
  }
}
