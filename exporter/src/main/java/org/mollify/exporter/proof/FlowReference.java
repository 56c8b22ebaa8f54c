package org.mollify.exporter.proof;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import org.mollify.models.block.Pass;
import org.mollify.models.flow.Flow;

/** A flow evaluated in double precision: what its graphs are held against. */
final class FlowReference {

  private static final int CHUNK = 512;

  private final Flow flow;
  private final NDManager parent;
  private final DataType precision;

  FlowReference(Flow flow, NDManager parent, DataType precision) {
    this.flow = flow;
    this.parent = parent;
    this.precision = precision;
  }

  /** Both log-likelihoods of raw rows. */
  record Scores(double[] logLikelihood, double[] coreLogLikelihood) {}

  /** Scores raw rows with dequantisation noise, where there is any. */
  Scores score(double[][] rows, double[][] uniforms) {
    double[] logLikelihood = new double[rows.length];
    double[] core = new double[rows.length];
    for (int from = 0; from < rows.length; from += CHUNK) {
      try (NDManager manager = parent.newSubManager()) {
        double[][] chunk = chunk(rows, from);
        Flow.Score score =
            flow.score(
                Pass.evaluation(manager, precision),
                manager.create(chunk),
                noise(manager, uniforms, from, chunk.length));
        copy(score.logLikelihood().toDoubleArray(), logLikelihood, from);
        copy(score.coreLogLikelihood().toDoubleArray(), core, from);
      }
    }
    return new Scores(logLikelihood, core);
  }

  /** Latents of raw rows, row by row. */
  double[] encode(double[][] rows, double[][] uniforms) {
    double[][] latents = new double[rows.length][];
    for (int from = 0; from < rows.length; from += CHUNK) {
      try (NDManager manager = parent.newSubManager()) {
        double[][] chunk = chunk(rows, from);
        NDArray z =
            flow.score(
                    Pass.evaluation(manager, precision),
                    manager.create(chunk),
                    noise(manager, uniforms, from, chunk.length))
                .z();
        double[] flat = z.toType(DataType.FLOAT64, false).toDoubleArray();
        int width = flat.length / chunk.length;
        for (int i = 0; i < chunk.length; i++) {
          latents[from + i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
      }
    }
    return Arrays.stream(latents).flatMapToDouble(Arrays::stream).toArray();
  }

  private NDList noise(NDManager manager, double[][] uniforms, int from, int count) {
    return flow.scoringNoise().isEmpty()
        ? new NDList()
        : new NDList(manager.create(Arrays.copyOfRange(uniforms, from, from + count)));
  }

  /** Raw rows of latents, before whole numbers are rounded. */
  double[][] decode(double[][] z) {
    double[][] rows = new double[z.length][];
    for (int from = 0; from < z.length; from += CHUNK) {
      try (NDManager manager = parent.newSubManager()) {
        double[][] chunk = chunk(z, from);
        double[] flat =
            flow.decodeContinuous(Pass.evaluation(manager, precision), manager.create(chunk))
                .toDoubleArray();
        int width = flat.length / chunk.length;
        for (int i = 0; i < chunk.length; i++) {
          rows[from + i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
      }
    }
    return rows;
  }

  private static double[][] chunk(double[][] rows, int from) {
    return Arrays.copyOfRange(rows, from, Math.min(from + CHUNK, rows.length));
  }

  private static void copy(double[] part, double[] whole, int from) {
    System.arraycopy(part, 0, whole, from, part.length);
  }
}
