package org.mollify.models.bijection.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.mollify.models.bijection.Bijection;
import org.mollify.models.bijection.LuLinear;
import org.mollify.models.bijection.Transformed;
import org.mollify.models.block.Pass;
import org.mollify.models.block.Scalar;

/**
 * An invertible 1x1 convolution (Glow, Kingma and Dhariwal 2018, section 3.2): the map of {@link
 * LuLinear} applied to the channels of every pixel, log-determinant {@code H W log |det W|}. Its
 * inverse is the 1x1 convolution with the inverse matrix, computed in double.
 */
public final class InvertibleConvolution extends Bijection {

  private final int channels;
  private final LuLinear linear;

  /**
   * Creates an uninitialised convolution.
   *
   * @param channels number of channels C
   */
  public InvertibleConvolution(int channels) {
    this.channels = channels;
    this.linear = addChildBlock("linear", new LuLinear(channels));
  }

  /**
   * The matrix that rows of channels are multiplied with.
   *
   * @param pass the pass
   * @param beside an array on the device where the value is needed
   * @return shape {@code [C, C]}
   */
  public NDArray matrix(Pass pass, NDArray beside) {
    return linear.matrix(pass, beside);
  }

  @Override
  public Transformed forward(Pass pass, NDArray x) {
    return new Transformed(convolve(x, linear.matrix(pass, x)), volume(pass, x));
  }

  @Override
  public Transformed inverse(Pass pass, NDArray z) {
    return new Transformed(convolve(z, linear.inverseMatrix(pass, z)), volume(pass, z).neg());
  }

  /** A row times a matrix is a convolution with the transposed matrix. */
  private NDArray convolve(NDArray items, NDArray matrix) {
    Shape one = new Shape(1, 1);
    NDArray kernel = matrix.transpose().reshape(channels, channels, 1, 1);
    return items
        .getNDArrayInternal()
        .convolution(items, kernel, null, one, new Shape(0, 0), one, 1)
        .singletonOrThrow();
  }

  private NDArray volume(Pass pass, NDArray items) {
    Shape shape = items.getShape();
    return Scalar.multiply(linear.logDeterminant(pass, items), shape.get(2) * shape.get(3));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    linear.initialize(manager, type, new Shape(inputShapes[0].get(0), channels));
  }
}
