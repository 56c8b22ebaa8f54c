package org.mollify.experiments.inception;

/** Where the convolutions of the network get their weights from. */
@FunctionalInterface
interface ConvolutionWeights {

  /**
   * The weights of one convolution, its batch normalisation folded in.
   *
   * @param name the unit's name in the published file, such as {@code Mixed_5b.branch1x1}
   * @param outputs number of output channels
   * @param inputs number of input channels
   * @param height kernel height
   * @param width kernel width
   */
  Folded of(String name, int outputs, int inputs, int height, int width);

  /**
   * A convolution's numbers.
   *
   * @param weight shape {@code [outputs, inputs, height, width]}, row-major
   * @param bias shape {@code [outputs]}
   */
  record Folded(float[] weight, float[] bias) {}
}
