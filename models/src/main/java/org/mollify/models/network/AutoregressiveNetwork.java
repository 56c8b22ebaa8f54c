package org.mollify.models.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mollify.models.block.Pass;
import org.mollify.models.network.MultilayerPerceptron.Nonlinearity;

/**
 * A masked perceptron {@code [N, D] -> [N, 2D]} whose outputs for column {@code j} are functions of
 * the columns before {@code j} (MADE, Germain et al. 2015).
 *
 * <p>Input {@code i} has degree {@code i}; of a hidden layer's {@code H} units, unit {@code i} has
 * degree {@code i mod (D-1)}; an output for column {@code j} has degree {@code j-1}. A weight is
 * kept where the degree it leads to is at least the degree it comes from. These are the authors'
 * degrees; the units of a layer stand in the order of their degrees, which renames them and makes
 * every mask a staircase, so that all that depends on the columns before {@code j} is one block.
 *
 * <p>Outputs come in two groups of D: {@code [shift, log-scale]}.
 */
public final class AutoregressiveNetwork extends AbstractBlock {

  /** Outputs for each column. */
  public static final int GROUPS = 2;

  /** Narrower blocks skip more zeros, but their products are too small to run at full speed. */
  private static final int BLOCK_UNITS = 64;

  private final int columns;
  private final Nonlinearity nonlinearity;
  private final List<Parameter> weights = new ArrayList<>();
  private final List<Parameter> biases = new ArrayList<>();
  private final List<int[]> degrees = new ArrayList<>();
  private final List<NDArray> masks = new ArrayList<>();
  private final List<StaircaseProduct> staircases = new ArrayList<>();
  private final int hiddenBlocks;

  /**
   * Creates an uninitialised network.
   *
   * @param columns number of columns D, at least 2
   * @param hidden units of each hidden layer
   * @param hiddenLayers number of hidden layers, at least one
   * @param nonlinearity activation after each hidden layer
   */
  public AutoregressiveNetwork(
      int columns, int hidden, int hiddenLayers, Nonlinearity nonlinearity) {
    this.columns = columns;
    this.nonlinearity = nonlinearity;
    this.hiddenBlocks = Math.max(1, hidden / BLOCK_UNITS);
    degrees.add(IntStream.range(0, columns).toArray());
    for (int i = 0; i < hiddenLayers; i++) {
      degrees.add(IntStream.range(0, hidden).map(unit -> unit % (columns - 1)).sorted().toArray());
    }
    degrees.add(IntStream.range(0, GROUPS * columns).map(row -> row % columns - 1).toArray());
    for (int layer = 0; layer <= hiddenLayers; layer++) {
      int in = degrees.get(layer).length;
      int out = degrees.get(layer + 1).length;
      weights.add(parameter("weight", layer, Parameter.Type.WEIGHT, new Shape(out, in)));
      biases.add(parameter("bias", layer, Parameter.Type.BIAS, new Shape(out)));
    }
  }

  private Parameter parameter(String name, int layer, Parameter.Type type, Shape shape) {
    Parameter.Builder builder =
        Parameter.builder().setName(name + layer).setType(type).optShape(shape);
    if (type == Parameter.Type.BIAS) {
      builder.optInitializer(Initializer.ZEROS);
    }
    return addParameter(builder.build());
  }

  /**
   * Returns the number of columns.
   *
   * @return D
   */
  public int columns() {
    return columns;
  }

  /**
   * Returns the number of linear layers.
   *
   * @return hidden layers and one
   */
  public int layers() {
    return weights.size();
  }

  /**
   * Returns where the units of a hidden layer that depend on columns before a given one end.
   *
   * @param layer index of the linear layer that leads to the units
   * @param column a column, at most D
   * @return number of units whose degree is below the column
   */
  public int unitsBefore(int layer, int column) {
    return (int) Arrays.stream(degrees.get(layer + 1)).filter(degree -> degree < column).count();
  }

  /**
   * Returns a layer's weights, zero where the mask is.
   *
   * @param pass the pass
   * @param layer index of the linear layer
   * @param beside an array on the device where they are needed
   * @return weights, {@code [out, in]}
   */
  public NDArray weight(Pass pass, int layer, NDArray beside) {
    return pass.value(weights.get(layer), beside).mul(masks.get(layer));
  }

  /**
   * Returns a layer's biases.
   *
   * @param pass the pass
   * @param layer index of the linear layer
   * @param beside an array on the device where they are needed
   * @return biases, {@code [out]}
   */
  public NDArray bias(Pass pass, int layer, NDArray beside) {
    return pass.value(biases.get(layer), beside);
  }

  /**
   * Applies the activation.
   *
   * @param values what a hidden layer computes
   * @return its units' values
   */
  public NDArray activate(NDArray values) {
    return nonlinearity.apply(values);
  }

  /**
   * All outputs in one pass.
   *
   * @param pass the pass
   * @param x items, {@code [N, D]}
   * @return shifts and log-scales, {@code [N, 2D]}
   */
  public NDArray outputs(Pass pass, NDArray x) {
    return pass.training() ? trainingOutputs(pass, x) : evaluationOutputs(pass, x);
  }

  /** Sets the weights that the masks leave out to zero, as a training pass takes for granted. */
  public void maskWeights() {
    for (int layer = 0; layer < layers(); layer++) {
      try (NDArray values = weights.get(layer).getArray().stopGradient()) {
        values.muli(masks.get(layer));
      }
    }
  }

  /**
   * Sets the gradients of weights that the masks leave out to zero, so that no optimiser moves
   * them. A training pass has no masks in its way, and its gradients reach such weights too.
   */
  public void maskGradients() {
    for (int layer = 0; layer < layers(); layer++) {
      try (NDArray gradient = weights.get(layer).getArray().getGradient()) {
        gradient.muli(masks.get(layer));
      }
    }
  }

  /** Whole products: for the few rows of a step, cutting weights costs more than it saves. */
  private NDArray trainingOutputs(Pass pass, NDArray x) {
    NDArray values = x;
    for (int layer = 0; layer < layers(); layer++) {
      NDArray in = layer == 0 ? values : activate(values);
      NDArray weight = pass.value(weights.get(layer), x);
      values = Linear.linear(in, weight, bias(pass, layer, x)).singletonOrThrow();
    }
    return values;
  }

  /** Products with what the masks leave, block by block. */
  private NDArray evaluationOutputs(Pass pass, NDArray x) {
    NDList values = new NDList(x);
    for (int layer = 0; layer < layers(); layer++) {
      NDList inputs = new NDList(values.size());
      for (NDArray block : values) {
        inputs.add(layer == 0 ? block : activate(block));
      }
      NDArray weight = pass.value(weights.get(layer), x);
      values = staircases.get(layer).multiply(inputs, weight, bias(pass, layer, x));
    }
    return values.singletonOrThrow();
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    masks.clear();
    staircases.clear();
    for (int layer = 0; layer < layers(); layer++) {
      int[] from = degrees.get(layer);
      int[] to = degrees.get(layer + 1);
      float[] mask = new float[to.length * from.length];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = to[i / from.length] >= from[i % from.length] ? 1 : 0;
      }
      NDArray array = manager.create(mask, new Shape(to.length, from.length));
      masks.add(array);
      // Columns come in and go out as one block; hidden units go in blocks from layer to layer.
      staircases.add(
          new StaircaseProduct(
              array, layer == layers() - 1 ? 1 : hiddenBlocks, layer == 0 ? 1 : hiddenBlocks));
    }
    maskWeights();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    Pass pass = new Pass(parameters, DataType.FLOAT32, training, Pass.InnerGradient.NONE);
    return new NDList(outputs(pass, inputs.singletonOrThrow()));
  }

  /** {@inheritDoc} */
  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), (long) GROUPS * columns)};
  }
}
