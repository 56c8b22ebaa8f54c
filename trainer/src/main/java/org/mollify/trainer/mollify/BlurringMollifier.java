package org.mollify.trainer.mollify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Blurring mollification (paper, appendix B): each channel follows the heat equation, {@code x~ =
 * A_t x A_t^T} with the {@code A_t} of {@link HeatKernel} for height and for width. The mean of a
 * channel stays as it is.
 *
 * <p>The time falls on a logarithmic scale from {@code (W/2)^2 / 2}, a blur as wide as half the
 * image, at progress 0, to {@code 0.5^2 / 2}, a blur below the size of a pixel, at progress 1. From
 * there on the data stay as they are.
 */
public final class BlurringMollifier implements Mollifier {

  /** Width of the blur where mollification ends, in pixels. */
  private static final double SMALLEST_WIDTH = 0.5;

  private final HeatKernel vertical;
  private final HeatKernel horizontal;

  /**
   * Prepares a mollifier for images of one size.
   *
   * @param height rows of pixels
   * @param width columns of pixels
   * @throws IllegalArgumentException if a side has fewer than 2 pixels
   */
  public BlurringMollifier(int height, int width) {
    if (height < 2 || width < 2) {
      throw new IllegalArgumentException(
          "blurring expects images of at least 2 x 2 pixels; got %d x %d".formatted(height, width));
    }
    this.vertical = new HeatKernel(height);
    this.horizontal = height == width ? vertical : new HeatKernel(width);
  }

  /**
   * The time for which an image is blurred.
   *
   * @param progress part of the annealing that is over, 0 to 1
   * @return {@code t}, in squared pixels
   */
  public double time(double progress) {
    double largest = square(horizontal.size() / 2.0) / 2;
    double smallest = square(SMALLEST_WIDTH) / 2;
    return Math.exp(Math.log(largest) + progress * (Math.log(smallest) - Math.log(largest)));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if {@code x} is not {@code [N, C, H, W]} of the size that the
   *     mollifier was made for
   */
  @Override
  public NDArray mollify(NDArray x, double progress) {
    requireImages(x.getShape());
    if (progress >= 1) {
      return x;
    }
    double time = time(progress);
    NDManager manager = x.getManager();
    return matrix(manager, vertical, time).matMul(x).matMul(matrix(manager, horizontal, time));
  }

  private static NDArray matrix(NDManager manager, HeatKernel kernel, double time) {
    return manager.create(kernel.matrix(time), new Shape(kernel.size(), kernel.size()));
  }

  private void requireImages(Shape shape) {
    if (shape.dimension() != 4
        || shape.get(2) != vertical.size()
        || shape.get(3) != horizontal.size()) {
      throw new IllegalArgumentException(
          "blurring expects images [N, C, %d, %d]; got %s; mollify tables with --mollifier gaussian"
              .formatted(vertical.size(), horizontal.size(), shape));
    }
  }

  private static double square(double value) {
    return value * value;
  }
}
