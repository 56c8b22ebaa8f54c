package org.mollify.models.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;

/**
 * Pre-activation residual network of vectors {@code [N, in] -> [N, out]} (He et al. 2016, as the
 * conditioner of Durkan et al. 2019): {@code h = W x}, then for each block {@code h = h + V2
 * relu(V1 relu(h))}, then a linear layer. {@code V2} and the last layer start at zero, so the
 * network's output starts at zero and its blocks as the identity.
 */
public final class ResidualNetwork extends AbstractBlock {

  private final Block input;
  private final List<Block> inner = new ArrayList<>();
  private final List<Block> outer = new ArrayList<>();
  private final Block output;
  private final int hidden;
  private final int outputs;

  /**
   * Creates a network that takes its input width at initialisation.
   *
   * @param hidden width of the hidden layers
   * @param blocks number of residual blocks
   * @param outputs number of output columns
   */
  public ResidualNetwork(int hidden, int blocks, int outputs) {
    this.hidden = hidden;
    this.outputs = outputs;
    input = addChildBlock("input", Linear.builder().setUnits(hidden).build());
    for (int i = 0; i < blocks; i++) {
      inner.add(addChildBlock("inner", Linear.builder().setUnits(hidden).build()));
      outer.add(addChildBlock("outer", new ZeroLinear(hidden)));
    }
    output = addChildBlock("output", new ZeroLinear(outputs));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray h = input.forward(parameters, inputs, training).singletonOrThrow();
    for (int i = 0; i < inner.size(); i++) {
      NDList first = inner.get(i).forward(parameters, activated(h), training);
      NDList second =
          outer.get(i).forward(parameters, activated(first.singletonOrThrow()), training);
      h = h.add(second.singletonOrThrow());
    }
    return output.forward(parameters, new NDList(h), training);
  }

  private static NDList activated(NDArray h) {
    return new NDList(Activation.relu(h));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    input.initialize(manager, type, inputShapes);
    Shape hiddenShape = new Shape(inputShapes[0].get(0), hidden);
    inner.forEach(layer -> layer.initialize(manager, type, hiddenShape));
    outer.forEach(layer -> layer.initialize(manager, type, hiddenShape));
    output.initialize(manager, type, hiddenShape);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), outputs)};
  }
}
