package org.mollify.trainer.optim;

/**
 * Clips the Euclidean norm of all gradients together, as PyTorch does: where {@code c = maxNorm /
 * (norm + 1e-6)} is below one, every gradient is multiplied by it. A norm that is not finite clips
 * nothing: such a step is to be skipped.
 *
 * @param maxNorm the largest norm that passes, positive
 */
public record GradientClipping(double maxNorm) {
  /**
   * Checks the norm.
   *
   * @throws IllegalArgumentException with one line if it is not positive and finite
   */
  public GradientClipping {
    OptimizerSpec.require(maxNorm > 0, "largest gradient norm", "positive", maxNorm);
  }

  /** Clips, and returns the norm that the gradients had. */
  public double apply(TrainedParameters parameters) {
    double norm = parameters.gradientNorm();
    double factor = maxNorm / (norm + 1e-6);
    // An infinite norm would scale the finite gradients to nothing.
    if (factor < 1 && Double.isFinite(norm)) {
      parameters.scaleGradients((float) factor);
    }
    return norm;
  }
}
