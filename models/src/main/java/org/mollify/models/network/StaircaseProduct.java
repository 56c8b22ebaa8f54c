package org.mollify.models.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.core.Linear;
import java.util.stream.LongStream;

/**
 * A linear layer {@code y = x (W * M)' + b} whose mask {@code M} is a staircase: cut into blocks,
 * it is zero above them, one below them, and mixed only where the steps are.
 *
 * <p>Inputs and outputs are blocks of columns, in order. A block of the mask that is zero costs
 * nothing, and one of ones no multiplication by the mask; half of a wide layer's work goes away
 * with the number of blocks. Each product takes the sum so far as its bias, which the matrix
 * product adds for nothing, so no block of activations is ever copied.
 */
final class StaircaseProduct {

  private final long[] outputCuts;
  private final long[] inputCuts;
  private final Step[][] steps;

  /** What a block of the mask does; the mask itself where it is mixed. */
  private record Step(boolean zero, NDArray mask) {

    static Step of(NDArray block) {
      float least = block.min().getFloat();
      float most = block.max().getFloat();
      if (least == most) {
        block.close();
        return new Step(most == 0, null);
      }
      return new Step(false, block);
    }

    NDArray apply(NDArray weight) {
      return mask == null ? weight : weight.mul(mask);
    }
  }

  /**
   * Cuts a mask.
   *
   * @param mask zeros and ones, {@code [out, in]}
   * @param outputBlocks number of blocks of outputs
   * @param inputBlocks number of blocks of inputs
   */
  StaircaseProduct(NDArray mask, int outputBlocks, int inputBlocks) {
    outputCuts = cuts(mask.size(0), outputBlocks);
    inputCuts = cuts(mask.size(1), inputBlocks);
    steps = new Step[outputBlocks][inputBlocks];
    for (int i = 0; i < outputBlocks; i++) {
      for (int j = 0; j < inputBlocks; j++) {
        steps[i][j] =
            Step.of(
                mask.get(
                    "{}:{}, {}:{}",
                    start(outputCuts, i),
                    end(outputCuts, i, mask.size(0)),
                    start(inputCuts, j),
                    end(inputCuts, j, mask.size(1))));
      }
    }
  }

  private static long[] cuts(long size, int blocks) {
    return LongStream.range(1, blocks).map(block -> block * size / blocks).toArray();
  }

  private static long start(long[] cuts, int block) {
    return block == 0 ? 0 : cuts[block - 1];
  }

  private static long end(long[] cuts, int block, long size) {
    return block == cuts.length ? size : cuts[block];
  }

  /**
   * Computes the layer.
   *
   * @param inputs blocks of {@code x}, {@code [N, in]} together
   * @param weight {@code W}, {@code [out, in]}, whatever it holds where the mask is zero
   * @param bias {@code b}, {@code [out]}
   * @return blocks of {@code y}, {@code [N, out]} together
   */
  NDList multiply(NDList inputs, NDArray weight, NDArray bias) {
    NDList rows = split(weight, outputCuts, 0);
    NDList sums = split(bias, outputCuts, 0);
    NDList outputs = new NDList(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      NDList blocks = split(rows.get(i), inputCuts, 1);
      NDArray sum = sums.get(i);
      for (int j = 0; j < blocks.size(); j++) {
        Step step = steps[i][j];
        if (!step.zero) {
          sum = Linear.linear(inputs.get(j), step.apply(blocks.get(j)), sum).singletonOrThrow();
        }
      }
      outputs.add(sum);
    }
    return outputs;
  }

  /** One split, and not a slice for each block: backward then joins gradients and pads none. */
  private static NDList split(NDArray array, long[] cuts, int axis) {
    return cuts.length == 0 ? new NDList(array) : array.split(cuts, axis);
  }
}
