package org.mollify.models.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;

/**
 * Residual network of images with weight normalisation, batch normalisation and skip connections
 * from every block to the output, {@code [N, C, H, W] -> [N, F, H, W]}: the conditioner of RealNVP
 * (Dinh et al. 2017, section 4.1).
 *
 * <p>{@code h = W [relu(n), relu(-n)]} for the normalised input n, then for each block {@code h = h
 * + V2 relu(BN(V1 relu(BN(h))))}; the output is a 1x1 convolution of {@code relu(BN(S_0 h_0 + ... +
 * S_B h_B))}. Convolutions are 3x3, skips 1x1.
 */
public final class ResidualConvolutions extends AbstractBlock {

  private static final int KERNEL = 3;

  private final int width;
  private final int outputs;
  private final Block inputNorm = addChildBlock("inputNorm", BatchNorm.builder().build());
  private final Block input;
  private final Block inputSkip;
  private final List<Residual> blocks = new ArrayList<>();
  private final Block outputNorm;
  private final Block output;

  private record Residual(
      Block firstNorm, Block first, Block secondNorm, Block second, Block skip) {
    List<Block> layers() {
      return List.of(firstNorm, first, secondNorm, second, skip);
    }
  }

  /**
   * Creates a network that takes its input channels at initialisation.
   *
   * @param width number of feature maps
   * @param blocks number of residual blocks
   * @param outputs number of output channels F
   */
  public ResidualConvolutions(int width, int blocks, int outputs) {
    this.width = width;
    this.outputs = outputs;
    input = addChildBlock("input", new WeightNormConvolution(width, KERNEL));
    inputSkip = addChildBlock("inputSkip", new WeightNormConvolution(width, 1));
    for (int i = 0; i < blocks; i++) {
      this.blocks.add(
          new Residual(
              addChildBlock("firstNorm", BatchNorm.builder().build()),
              addChildBlock("first", new WeightNormConvolution(width, KERNEL)),
              addChildBlock("secondNorm", BatchNorm.builder().build()),
              addChildBlock("second", new WeightNormConvolution(width, KERNEL)),
              addChildBlock("skip", new WeightNormConvolution(width, 1))));
    }
    outputNorm = addChildBlock("outputNorm", BatchNorm.builder().build());
    output = addChildBlock("output", new WeightNormConvolution(outputs, 1));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    Layers layers = new Layers(parameters, training);
    NDArray n = layers.apply(inputNorm, inputs.singletonOrThrow());
    NDArray both = NDArrays.concat(new NDList(n, n.neg()), 1);
    NDArray h = layers.apply(input, Activation.relu(both));
    NDArray sum = layers.apply(inputSkip, h);
    for (Residual block : blocks) {
      NDArray first = layers.apply(block.first, layers.activated(block.firstNorm, h));
      NDArray second = layers.apply(block.second, layers.activated(block.secondNorm, first));
      h = h.add(second);
      sum = sum.add(layers.apply(block.skip, h));
    }
    return new NDList(layers.apply(output, layers.activated(outputNorm, sum)));
  }

  private record Layers(ParameterStore parameters, boolean training) {
    NDArray apply(Block layer, NDArray x) {
      return layer.forward(parameters, new NDList(x), training).singletonOrThrow();
    }

    NDArray activated(Block norm, NDArray x) {
      return Activation.relu(apply(norm, x));
    }
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    Shape in = inputShapes[0];
    Shape hidden = new Shape(in.get(0), width, in.get(2), in.get(3));
    inputNorm.initialize(manager, type, in);
    input.initialize(manager, type, new Shape(in.get(0), 2 * in.get(1), in.get(2), in.get(3)));
    inputSkip.initialize(manager, type, hidden);
    for (Residual block : blocks) {
      block.layers().forEach(layer -> layer.initialize(manager, type, hidden));
    }
    outputNorm.initialize(manager, type, hidden);
    output.initialize(manager, type, hidden);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), outputs, in.get(2), in.get(3))};
  }
}
