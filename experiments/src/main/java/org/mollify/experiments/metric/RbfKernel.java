package org.mollify.experiments.metric;

/**
 * The radial basis function kernel {@code K(x, x') = variance * exp(-||x - x'||^2 / (2 l))}, as
 * printed in eq. 17 of the paper: {@code l} itself stands in the denominator, not its square.
 *
 * @param lengthscale {@code l}, in squared units of the data, positive and finite
 * @param variance the value of the kernel at distance zero, positive and finite
 */
public record RbfKernel(double lengthscale, double variance) {

  /** The kernel of the paper's appendix D.5: lengthscale 1, variance 1e-4. */
  public static final RbfKernel PAPER = new RbfKernel(1, 1e-4);

  /**
   * Checks the two numbers.
   *
   * @throws IllegalArgumentException if one of them is not a positive finite number
   */
  public RbfKernel {
    requirePositive("lengthscale", lengthscale);
    requirePositive("variance", variance);
  }

  /**
   * The kernel at one squared distance.
   *
   * @param squaredDistance {@code ||x - x'||^2}
   * @return a number between 0 and {@code variance}
   */
  public double at(double squaredDistance) {
    return variance * Math.exp(-squaredDistance / (2 * lengthscale));
  }

  /** Prints the formula with its numbers, fit for a caption or a results file. */
  @Override
  public String toString() {
    return "RBF K(x,x') = %s exp(-||x-x'||^2 / (2*%s))".formatted(variance, lengthscale);
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "RBF kernel %s must be a positive finite number, got %s".formatted(name, value));
    }
  }
}
