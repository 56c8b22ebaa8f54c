package org.mollify.experiments.inception;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * {@code relu(W * x + b)}, {@code [N, in, H, W] -> [N, out, H', W']}: a convolution with its batch
 * normalisation folded in. It is made with its weights and is never trained.
 */
final class ConvolutionUnit extends AbstractBlock {

  private final Parameter weight;
  private final Parameter bias;
  private final Kernel kernel;
  private final int outputs;

  /**
   * Extent, step and padding of a kernel.
   *
   * @param height kernel height
   * @param width kernel width
   * @param stride step on both axes
   * @param padHeight rows of zeros on either side
   * @param padWidth columns of zeros on either side
   */
  record Kernel(int height, int width, int stride, int padHeight, int padWidth) {

    /** Keeps the extents of odd kernels. */
    static Kernel same(int height, int width) {
      return new Kernel(height, width, 1, height / 2, width / 2);
    }

    /** Without padding. */
    static Kernel valid(int extent, int stride) {
      return new Kernel(extent, extent, stride, 0, 0);
    }
  }

  /** Makes the unit; the arrays live in the manager. */
  ConvolutionUnit(
      NDManager manager,
      ConvolutionWeights.Folded numbers,
      int outputs,
      int inputs,
      Kernel kernel) {
    this.kernel = kernel;
    this.outputs = outputs;
    weight = addParameter(fixed("weight", Parameter.Type.WEIGHT));
    bias = addParameter(fixed("bias", Parameter.Type.BIAS));
    Shape shape = new Shape(outputs, inputs, kernel.height(), kernel.width());
    weight.setArray(manager.create(numbers.weight(), shape));
    bias.setArray(manager.create(numbers.bias(), new Shape(outputs)));
  }

  private static Parameter fixed(String name, Parameter.Type type) {
    return Parameter.builder().setName(name).setType(type).optRequiresGrad(false).build();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    NDArray w = parameters.getValue(weight, x.getDevice(), false);
    NDArray b = parameters.getValue(bias, x.getDevice(), false);
    Shape stride = new Shape(kernel.stride(), kernel.stride());
    Shape padding = new Shape(kernel.padHeight(), kernel.padWidth());
    NDArray y = Conv2d.conv2d(x, w, b, stride, padding).singletonOrThrow();
    return new NDList(Activation.relu(y));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    long height = in.get(2) + 2L * kernel.padHeight() - kernel.height();
    long width = in.get(3) + 2L * kernel.padWidth() - kernel.width();
    return new Shape[] {
      new Shape(in.get(0), outputs, height / kernel.stride() + 1, width / kernel.stride() + 1)
    };
  }
}
