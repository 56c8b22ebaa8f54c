package org.mollify.models.bijection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import org.mollify.models.block.Constants;
import org.mollify.models.block.Pass;
import org.mollify.models.block.Scalar;

/**
 * Batch normalisation of a vector as a bijection: {@code z = exp(g) (x - m) / sqrt(v + eps) + b},
 * log-determinant {@code sum (g - log(v + eps) / 2)}, the same for every item.
 *
 * <p>A training pass uses the batch's mean and biased variance, and gradients flow through both. An
 * evaluation pass uses statistics of the whole clean training set, which {@link #refreshStatistics}
 * overwrites after every epoch; they are not a moving average. This is the rule of the authors'
 * code for the paper's Table 4. {@link #inverse} always uses the stored statistics, since a batch
 * of latents has none to offer.
 */
public final class BatchNormFlow extends Bijection {

  private static final float EPSILON = 1e-5f;

  private final Parameter logGamma;
  private final Parameter beta;
  private final Parameter runningMean;
  private final Parameter runningVariance;

  /**
   * Creates a layer that starts as the identity up to {@code eps}.
   *
   * @param columns number of columns D
   */
  public BatchNormFlow(int columns) {
    logGamma = addParameter(trained("logGamma", columns));
    beta = addParameter(trained("beta", columns));
    runningMean = addParameter(Constants.statistics("runningMean", columns, 0));
    runningVariance = addParameter(Constants.statistics("runningVariance", columns, 1));
  }

  private static Parameter trained(String name, int columns) {
    return Parameter.builder()
        .setName(name)
        .setType(Parameter.Type.OTHER)
        .optShape(new Shape(columns))
        .optInitializer(Initializer.ZEROS)
        .build();
  }

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    NDArray centred;
    NDArray variance;
    if (pass.training()) {
      centred = x.sub(x.mean(new int[] {0}));
      variance = centred.square().mean(new int[] {0}).add(EPSILON);
    } else {
      centred = x.sub(pass.value(runningMean, x));
      variance = pass.value(runningVariance, x).add(EPSILON);
    }
    NDArray logScale = logScale(pass, variance, x);
    return new Transformed(centred.mul(logScale.exp()).add(pass.value(beta, x)), logScale.sum());
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    NDArray logScale = logScale(pass, pass.value(runningVariance, z).add(EPSILON), z);
    NDArray x =
        z.sub(pass.value(beta, z)).mul(logScale.neg().exp()).add(pass.value(runningMean, z));
    return new Transformed(x, logScale.sum().neg());
  }

  private NDArray logScale(Pass pass, NDArray variance, NDArray beside) {
    return Scalar.multiply(variance.log(), -0.5f).add(pass.value(logGamma, beside));
  }

  @Override
  public boolean hasStatistics() {
    return true;
  }

  /** Mean and biased variance over all chunks, accumulated in double in two passes. */
  @Override
  public void refreshStatistics(Iterable<NDArray> chunks) {
    try (NDManager manager = runningMean.getArray().getManager().newSubManager()) {
      int columns = Math.toIntExact(runningMean.getArray().size());
      NDArray sum = manager.zeros(new Shape(columns), DataType.FLOAT64);
      long rows = 0;
      for (NDArray chunk : chunks) {
        sum.addi(columnSums(manager, chunk, null));
        rows += chunk.size(0);
      }
      NDArray count = manager.create((double) rows);
      NDArray mean = sum.div(count);
      NDArray squares = manager.zeros(new Shape(columns), DataType.FLOAT64);
      for (NDArray chunk : chunks) {
        squares.addi(columnSums(manager, chunk, mean));
      }
      assign(runningMean, mean);
      assign(runningVariance, squares.div(count));
    }
  }

  /** Sums of a chunk's columns, or of the squared deviations from a mean. */
  private static NDArray columnSums(NDManager owner, NDArray chunk, NDArray mean) {
    try (NDManager manager = owner.newSubManager()) {
      NDArray doubles = chunk.toType(DataType.FLOAT64, true);
      doubles.attach(manager);
      NDArray terms = mean == null ? doubles : doubles.sub(mean).square();
      NDArray sums = terms.sum(new int[] {0});
      sums.attach(owner);
      return sums;
    }
  }

  private static void assign(Parameter parameter, NDArray value) {
    value.toType(DataType.FLOAT32, false).copyTo(parameter.getArray());
  }
}
