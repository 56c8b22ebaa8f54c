package org.mollify.exporter.proof;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.mollify.models.block.NoiseInput;
import org.mollify.models.block.Pass;
import org.mollify.models.flow.Flow;

/**
 * A flow over images evaluated by the engine: in double precision what its graphs are held against,
 * in single precision what the flow itself rounds.
 *
 * @param flow the flow
 * @param parent parent of what is computed on the way
 * @param precision element type of the core
 * @param uniforms dequantisation noise, one row an image; read where the flow takes any
 */
record ImageFlowReference(Flow flow, NDManager parent, DataType precision, double[][] uniforms) {

  /** Both log-likelihoods of images, and their latents, row-major. */
  record Scored(double[] logLikelihood, double[] core, double[] z) {}

  /** Scores images in grey levels. */
  Scored score(double[][] images) {
    try (NDManager manager = parent.newSubManager()) {
      NDArray raw = array(manager, images, flow.dataShape());
      Pass pass = Pass.evaluation(manager, precision);
      Flow.Score score = flow.score(pass, raw, noise(manager, images.length));
      return new Scored(
          score.logLikelihood().toDoubleArray(),
          score.coreLogLikelihood().toDoubleArray(),
          doubles(score.z()));
    }
  }

  /** Continuous grey levels of latents. */
  double[] decode(double[][] z) {
    try (NDManager manager = parent.newSubManager()) {
      List<NoiseInput> declared = flow.sampleNoise();
      NDArray latents =
          declared.size() == 1 ? array(manager, z, declared.get(0).itemShape()) : manager.create(z);
      return doubles(flow.decodeContinuous(Pass.evaluation(manager, precision), latents));
    }
  }

  /** Images with their dequantisation noise. */
  double[] continuous(double[][] images) {
    try (NDManager manager = parent.newSubManager()) {
      NDArray raw = array(manager, images, flow.dataShape());
      Pass pass = Pass.evaluation(manager, precision);
      return doubles(flow.transform().dequantize(pass, raw, noise(manager, images.length)));
    }
  }

  private NDList noise(NDManager manager, int items) {
    return flow.scoringNoise().isEmpty()
        ? new NDList()
        : new NDList(array(manager, Arrays.copyOf(uniforms, items), flow.dataShape()));
  }

  private static NDArray array(NDManager manager, double[][] rows, Shape item) {
    return manager.create(rows).reshape(new Shape(rows.length).addAll(item));
  }

  private static double[] doubles(NDArray values) {
    return values.toType(DataType.FLOAT64, false).toDoubleArray();
  }
}
