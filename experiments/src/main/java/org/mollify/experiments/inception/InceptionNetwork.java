package org.mollify.experiments.inception;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import org.mollify.experiments.inception.ConvolutionUnit.Kernel;

/**
 * Inception v3 (Szegedy et al., 2016) up to its last pooling, as pytorch-fid has it: {@code [N, 3,
 * 299, 299]} grey levels 0..255 to {@code [N, 2048]}. It differs from torchvision's in that average
 * pooling leaves out the padding and the last mixed block takes the maximum in its place; units are
 * named as in the published file. Resizing to 299 x 299 comes before (it is linear, so scaling to
 * [-1, 1] may come after).
 */
final class InceptionNetwork {

  /** Number of features. */
  static final int FEATURES = 2048;

  /** Height and width of the input. */
  static final int EXTENT = 299;

  private final NDManager manager;
  private final ConvolutionWeights weights;
  private int channels = 3;

  private InceptionNetwork(NDManager manager, ConvolutionWeights weights) {
    this.manager = manager;
    this.weights = weights;
  }

  /**
   * Builds the network.
   *
   * @param manager owner of the weights
   * @param weights where they come from
   */
  static Block of(NDManager manager, ConvolutionWeights weights) {
    return new InceptionNetwork(manager, weights).build();
  }

  private Block build() {
    SequentialBlock network = new SequentialBlock();
    network.add(new LambdaBlock(InceptionNetwork::scaled, "scale"));
    network.add(advance("Conv2d_1a_3x3", 32, Kernel.valid(3, 2)));
    network.add(advance("Conv2d_2a_3x3", 32, Kernel.valid(3, 1)));
    network.add(advance("Conv2d_2b_3x3", 64, Kernel.same(3, 3)));
    network.add(halvingPool());
    network.add(advance("Conv2d_3b_1x1", 80, Kernel.valid(1, 1)));
    network.add(advance("Conv2d_4a_3x3", 192, Kernel.valid(3, 1)));
    network.add(halvingPool());
    network.add(mixedA("Mixed_5b", 32));
    network.add(mixedA("Mixed_5c", 64));
    network.add(mixedA("Mixed_5d", 64));
    network.add(mixedB("Mixed_6a"));
    network.add(mixedC("Mixed_6b", 128));
    network.add(mixedC("Mixed_6c", 160));
    network.add(mixedC("Mixed_6d", 160));
    network.add(mixedC("Mixed_6e", 192));
    network.add(mixedD("Mixed_7a"));
    network.add(mixedE("Mixed_7b", new InteriorAveragePool()));
    network.add(
        mixedE(
            "Mixed_7c",
            Pool.maxPool2dBlock(new Shape(3, 3), new Shape(1, 1), new Shape(1, 1), false)));
    network.add(Pool.globalAvgPool2dBlock());
    return network;
  }

  private static NDList scaled(NDList greyLevels) {
    return new NDList(greyLevels.singletonOrThrow().div(127.5f).sub(1f));
  }

  private Block mixedA(String name, int pooled) {
    Block block =
        join(
            unit(name + ".branch1x1", channels, 64, Kernel.valid(1, 1)),
            chain(
                unit(name + ".branch5x5_1", channels, 48, Kernel.valid(1, 1)),
                unit(name + ".branch5x5_2", 48, 64, Kernel.same(5, 5))),
            chain(
                unit(name + ".branch3x3dbl_1", channels, 64, Kernel.valid(1, 1)),
                unit(name + ".branch3x3dbl_2", 64, 96, Kernel.same(3, 3)),
                unit(name + ".branch3x3dbl_3", 96, 96, Kernel.same(3, 3))),
            pooled(name, new InteriorAveragePool(), pooled));
    channels = 64 + 64 + 96 + pooled;
    return block;
  }

  private Block mixedB(String name) {
    Block block =
        join(
            unit(name + ".branch3x3", channels, 384, Kernel.valid(3, 2)),
            chain(
                unit(name + ".branch3x3dbl_1", channels, 64, Kernel.valid(1, 1)),
                unit(name + ".branch3x3dbl_2", 64, 96, Kernel.same(3, 3)),
                unit(name + ".branch3x3dbl_3", 96, 96, Kernel.valid(3, 2))),
            halvingPool());
    channels += 384 + 96;
    return block;
  }

  private Block mixedC(String name, int inner) {
    Block block =
        join(
            unit(name + ".branch1x1", channels, 192, Kernel.valid(1, 1)),
            chain(
                unit(name + ".branch7x7_1", channels, inner, Kernel.valid(1, 1)),
                unit(name + ".branch7x7_2", inner, inner, Kernel.same(1, 7)),
                unit(name + ".branch7x7_3", inner, 192, Kernel.same(7, 1))),
            chain(
                unit(name + ".branch7x7dbl_1", channels, inner, Kernel.valid(1, 1)),
                unit(name + ".branch7x7dbl_2", inner, inner, Kernel.same(7, 1)),
                unit(name + ".branch7x7dbl_3", inner, inner, Kernel.same(1, 7)),
                unit(name + ".branch7x7dbl_4", inner, inner, Kernel.same(7, 1)),
                unit(name + ".branch7x7dbl_5", inner, 192, Kernel.same(1, 7))),
            pooled(name, new InteriorAveragePool(), 192));
    channels = 4 * 192;
    return block;
  }

  private Block mixedD(String name) {
    Block block =
        join(
            chain(
                unit(name + ".branch3x3_1", channels, 192, Kernel.valid(1, 1)),
                unit(name + ".branch3x3_2", 192, 320, Kernel.valid(3, 2))),
            chain(
                unit(name + ".branch7x7x3_1", channels, 192, Kernel.valid(1, 1)),
                unit(name + ".branch7x7x3_2", 192, 192, Kernel.same(1, 7)),
                unit(name + ".branch7x7x3_3", 192, 192, Kernel.same(7, 1)),
                unit(name + ".branch7x7x3_4", 192, 192, Kernel.valid(3, 2))),
            halvingPool());
    channels += 320 + 192;
    return block;
  }

  private Block mixedE(String name, Block pool) {
    Block block =
        join(
            unit(name + ".branch1x1", channels, 320, Kernel.valid(1, 1)),
            chain(
                unit(name + ".branch3x3_1", channels, 384, Kernel.valid(1, 1)),
                join(
                    unit(name + ".branch3x3_2a", 384, 384, Kernel.same(1, 3)),
                    unit(name + ".branch3x3_2b", 384, 384, Kernel.same(3, 1)))),
            chain(
                unit(name + ".branch3x3dbl_1", channels, 448, Kernel.valid(1, 1)),
                unit(name + ".branch3x3dbl_2", 448, 384, Kernel.same(3, 3)),
                join(
                    unit(name + ".branch3x3dbl_3a", 384, 384, Kernel.same(1, 3)),
                    unit(name + ".branch3x3dbl_3b", 384, 384, Kernel.same(3, 1)))),
            pooled(name, pool, 192));
    channels = 320 + 4 * 384 + 192;
    return block;
  }

  /** A unit of the trunk: what follows has its number of channels. */
  private Block advance(String name, int outputs, Kernel kernel) {
    Block unit = unit(name, channels, outputs, kernel);
    channels = outputs;
    return unit;
  }

  private Block unit(String name, int inputs, int outputs, Kernel kernel) {
    ConvolutionWeights.Folded numbers =
        weights.of(name, outputs, inputs, kernel.height(), kernel.width());
    return new ConvolutionUnit(manager, numbers, outputs, inputs, kernel);
  }

  private Block pooled(String name, Block pool, int outputs) {
    return chain(pool, unit(name + ".branch_pool", channels, outputs, Kernel.valid(1, 1)));
  }

  private static Block halvingPool() {
    return Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(0, 0), false);
  }

  private static Block chain(Block... blocks) {
    return new SequentialBlock().addAll(blocks);
  }

  private static Block join(Block... branches) {
    return new ParallelBlock(
        results ->
            new NDList(
                NDArrays.concat(
                    new NDList(results.stream().map(NDList::singletonOrThrow).toList()), 1)),
        List.of(branches));
  }
}
